package cndns_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tangelo/internal/vendors/cndns"
)

func TestStatesThatEnd(t *testing.T) {
	t.Parallel()
	moving := []cndns.RunState{"unpay", "processing", "waiting", "transferring", "renewal process"}
	for state := range cndns.RunStates {
		if got, want := state.Final(), !slices.Contains(moving, state); got != want {
			t.Errorf("domain %s: final = %t, want %t", state, got, want)
		}
	}
	for state := range cndns.TransferStates {
		if got, want := state.Final(), slices.Contains([]cndns.TransferState{"10", "11", "12"}, state); got != want {
			t.Errorf("transfer %s: final = %t, want %t", state, got, want)
		}
	}
	for state := range cndns.AuditStates {
		if got, want := state.Final(), state == "pass" || state == "unpass"; got != want {
			t.Errorf("audit %s: final = %t, want %t", state, got, want)
		}
	}
	if cndns.TransferState("7").Final() {
		t.Error("a transfer in a state that is not listed must count as under way")
	}
}

func TestStatesAreFolded(t *testing.T) {
	t.Parallel()
	for written, want := range map[cndns.RunState]cndns.RunState{
		"run": cndns.RunRunning, " Failed ": cndns.RunFailed, "Not certified": cndns.RunNotCertified,
		"Illegal": cndns.RunIllegal, "transfer" + "ing": cndns.RunTransferring, "something new": "something new",
	} {
		if got := written.Fold(); got != want {
			t.Errorf("%q = %q, want %q", written, got, want)
		}
	}
	if got := cndns.AuditState("No data").Fold(); got != cndns.AuditNoData {
		t.Errorf("No data = %q, want it folded", got)
	}
}

// TestStatesHaveNames walks every list of states.
func TestStatesHaveNames(t *testing.T) {
	t.Parallel()
	names := slices.Collect(maps.Values(cndns.RunStates))
	names = slices.AppendSeq(names, maps.Values(cndns.TransferStates))
	names = slices.AppendSeq(names, maps.Values(cndns.AuditStates))
	names = slices.AppendSeq(names, maps.Values(cndns.CloudStates))
	for _, name := range names {
		if name.Zh == "" || name.En == "" {
			t.Errorf("a state is called %+v", name)
		}
	}
	for state := range cndns.RunStates {
		if state.Fold() != state {
			t.Errorf("%s is not in its folded spelling", state)
		}
	}
}

func TestReasonOfAnAudit(t *testing.T) {
	t.Parallel()
	for memo, want := range map[string]string{
		"%e8%af%81%e4%bb%b6%e6%a8%a1%e7%b3%8a+2": "证件模糊 2",
		"证件模糊":                                   "证件模糊",
		"100%":                                   "100%",
		"":                                       "",
	} {
		if got := (cndns.Audit{Memo: memo}).Reason(); got != want {
			t.Errorf("%q = %q, want %q", memo, got, want)
		}
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	disk := cndns.Range{Min: 50, Max: 500, Step: 10}
	for n, want := range map[int]bool{40: false, 50: true, 55: false, 60: true, 500: true, 510: false} {
		if got := disk.Holds(n); got != want {
			t.Errorf("%d in %+v = %t, want %t", n, disk, got, want)
		}
	}
}

func TestSmallCallsOnTheWire(t *testing.T) {
	t.Parallel()
	owner := serve(t, `{"status":"success","message":" "}`)
	if err := cndns.New(owner.config()).DomainChangeOwner(t.Context(), cndns.DomainChangeOwnerRequest{DomainName: "a.com", UserID: "9"}); err != nil {
		t.Fatal(err)
	}
	port := serve(t, `{"status":"success","message":[{"port":"12345"}]}`)
	moved, err := cndns.New(port.config()).CloudChangePort(t.Context(), cndns.Named{CloudName: "S1"})
	if err != nil {
		t.Fatal(err)
	}

	got := []string{tail(owner.uri[0]), tail(port.uri[0]), moved.Port}
	if diff := cmp.Diff([]string{"domainname=a.com&userid=9", "cloudname=S1", "12345"}, got); diff != "" {
		t.Errorf("parameters and port (-want +got):\n%s", diff)
	}
}

// tail is what stands behind the checksum, which has 32 digits.
func tail(uri string) string {
	_, rest, _ := strings.Cut(uri, "&checksum=")
	return rest[33:]
}
