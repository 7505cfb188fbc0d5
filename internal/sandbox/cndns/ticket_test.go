package cndns

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

const (
	askPath     = "/api/Question.aspx"
	askMorePath = "/api/Reply.aspx"
	repliesPath = "/API/ReplyDetail.aspx"
)

// supportCall sends a signed call to the support host.
func (v *vendor) supportCall(path string, pairs ...string) reply {
	v.t.Helper()
	return v.get(v.support + path + "?" + v.sign(values(pairs...)).Encode())
}

func (v *vendor) supportRefuses(code, path string, pairs ...string) {
	v.t.Helper()
	got := v.supportCall(path, pairs...)
	if got.Status != "failed" || !strings.HasPrefix(got.text(), code) || strings.Contains(got.text(), "未知错误") {
		v.t.Errorf("%s %v = %s, want %s", path, pairs, got.Body, code)
	}
}

// ask opens a ticket and returns its number.
func (v *vendor) ask() string {
	v.t.Helper()
	got := v.supportCall(askPath, "cnt", "网站打不开", "cate", "000202", "priname", "testhost",
		"picaddr", "www.customer.example/1.jpg,www.customer.example/2.JPG")
	return got.row(v.t)["questionid"]
}

// expectTicket reads a ticket and returns its replies.
func (v *vendor) expectTicket(id, state, replied string, texts ...string) {
	v.t.Helper()
	got := v.supportCall(repliesPath, "Question", id)
	var head struct{ State, HasReply string }
	if err := json.Unmarshal([]byte(got.Body), &head); err != nil || head.State != state || head.HasReply != replied {
		v.t.Errorf("ticket = %s, want %s and hasReply %s", got.Body, state, replied)
	}
	rows := got.rows(v.t)
	if len(rows) != len(texts) {
		v.t.Fatalf("ticket = %s, want %d replies", got.Body, len(texts))
	}
	for i, want := range texts {
		if text, err := url.PathUnescape(rows[i]["a_cnt"]); err != nil || text != want {
			v.t.Errorf("reply %d = %q, %v, want %q", i, text, err, want)
		}
	}
}

func TestTicketRunsItsCourse(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.ask()
	v.expectTicket(id, TicketWaiting, "False")
	v.clock.Advance(ticketWaits)
	v.expectTicket(id, TicketProcessing, "False")
	v.clock.Advance(ticketAnswers)
	v.expectTicket(id, TicketProcessing, "True", staffAnswer)

	if got := v.supportCall(askMorePath, "Question", id, "cnt", "a b+c/橘子").row(t)["replyid"]; got == "" || got == id {
		t.Errorf("reply id = %q", got)
	}
	v.clock.Advance(ticketAnswers)
	v.expectTicket(id, TicketProcessing, "True", staffAnswer, "a b+c/橘子", staffAnswer)
	v.clock.Advance(ticketFinishes)
	v.expectTicket(id, TicketFinished, "True", staffAnswer, "a b+c/橘子", staffAnswer)
	v.clock.Advance(ticketCloses)
	v.expectTicket(id, TicketClosed, "True", staffAnswer, "a b+c/橘子", staffAnswer)
	v.supportRefuses("40015", askMorePath, "Question", id, "cnt", "again")
}

func TestReplyOpensAFinishedTicket(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.PlantTicket(Ticket{State: TicketFinished})
	v.supportCall(askMorePath, "Question", id, "cnt", "again")
	v.expectTicket(id, TicketProcessing, "False", "again")
	v.clock.Advance(ticketAnswers)
	v.expectTicket(id, TicketProcessing, "True", "again", staffAnswer)
}

func TestStaffDecides(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.ask()
	if err := v.DecideTicket(id, TicketClosed, "请重启"); err != nil {
		t.Fatal(err)
	}
	v.expectTicket(id, TicketClosed, "True", "请重启")
	v.clock.Advance(ticketCloses)
	v.expectTicket(id, TicketClosed, "True", "请重启")
	if v.DecideTicket(id, "open", "") == nil || v.DecideTicket("0", TicketClosed, "") == nil {
		t.Error("a state that is not documented or a ticket that is not there was accepted")
	}
}

func TestRepliesAreEscapedAsPrinted(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.PlantTicket(Ticket{Replies: []TicketReply{{Staff: true, Text: "您好，ok！<br />", At: wall}}})
	want := `"message":[{"a_id":"10002","a_cnt":"%e6%82%a8%e5%a5%bd%ef%bc%8cok%ef%bc%81%3cbr%20%2f%3e","a_addtme":"2026/5/4 10:00:00"}]`
	if got := v.supportCall(repliesPath, "question", id).Body; !strings.Contains(got, want) {
		t.Errorf("answer = %s, want %s in it", got, want)
	}
}

func TestTicketRefusals(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.ask()
	good := []string{"cnt", "x", "cate", "000004"}
	bad := refusals{
		{"40010", askPath, []string{"cate", "000000"}},
		{"40009", askPath, []string{"cnt", "x", "cate", "000301x"}},
		{"40009", askPath, []string{"cnt", "x", "cate", "000005"}},
		{"40009", askPath, []string{"cnt", "x", "cate", "000103"}},
		{"40009", askPath, []string{"cnt", "x", "cate", "000600"}},
		{"40008", askPath, append(good, "picaddr", "http://a.example/1.jpg")},
		{"40008", askPath, append(good, "picaddr", "a.example/missing.jpg")},
		{"40012", askPath, append(good, "picaddr", "a.example/1.jpg,a.example/2.png")},
		{"40014", askMorePath, []string{"Question", "1", "cnt", "x"}},
		{"40010", askMorePath, []string{"Question", id}},
		{"40014", repliesPath, nil},
	}
	for _, c := range bad {
		v.supportRefuses(c.code, c.path, c.pairs...)
	}
	for _, cate := range []string{"000004", "000102", "001101", "001201"} {
		if got := v.supportCall(askPath, "cnt", "x", "cate", cate); got.Status != "success" {
			t.Errorf("category %s = %s", cate, got.Body)
		}
	}
}

func TestSupportHasItsOwnSignatureCodes(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.AddAccount("silent", "p", "")
	v.AddAccount("bare", "", "bare@reseller.example")
	send := func(form url.Values) reply { return v.get(v.support + repliesPath + "?" + form.Encode()) }
	with := func(name, value string) url.Values {
		form := v.sign(values("Question", "1"))
		form.Set(name, value)
		return form
	}
	once := v.sign(values("Question", "1"))
	send(once)
	for _, c := range []struct {
		code string
		form url.Values
	}{
		{"40001", with("username", "")},
		{"40005", with("username", "nobody")},
		{"40006", with("username", "bare")},
		{"40003", with("otime", "today")},
		{"40003", once},
		{"40004", with("checksum", "0")},
	} {
		if got := send(c.form); got.Status != "failed" || !strings.HasPrefix(got.text(), c.code) {
			t.Errorf("%v = %s, want %s", c.form, got.Body, c.code)
		}
	}
	v.username, v.password, v.email = "silent", "p", ""
	v.supportRefuses("40011", askPath, "cnt", "x", "cate", "000000")
}
