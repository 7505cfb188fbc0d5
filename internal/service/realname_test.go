package service

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
	"time"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	vendor "tangelo/internal/sandbox/cndns"
	"tangelo/internal/sandbox/trouble"
)

// snapshot is a JPEG of noise with some 100 KB.
func snapshot(t *testing.T) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a picture, not a secret
	img := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unverified is a domain that waits for its documents, here and at the registrar.
func (s *shop) unverified(name string) panel.Product {
	s.t.Helper()
	s.world.CNDNS.PlantDomain(vendor.Domain{Name: name, State: vendor.NotCertified, Registered: s.now(), Expires: s.now().AddDate(1, 0, 0), ContactID: s.contact().VendorRef})
	return s.plant(panel.KindDomain, name)
}

func companyAudit(t *testing.T, p panel.Product) AuditSubmission {
	t.Helper()
	return AuditSubmission{
		ProductID: p.ID, Pictures: map[string][]byte{panel.PartOwner: snapshot(t)},
		Fields: map[string]string{"ownertype": "E", "orgtype": "PU", "idtype": "YYZZ", "ownernumber": "91330100MA27XYZ123", "contact": "张三", "phone": "13111111111"},
	}
}

func (s *shop) audit(p panel.Product) panel.Audit {
	s.t.Helper()
	if facts := s.product(p.ID).Facts.Domain; facts != nil {
		return facts.Audit
	}
	return panel.Audit{}
}

func TestRejectedAuditIsSubmittedAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.unverified("audit-one.cn")
	id, err := s.SubmitAudit(t.Context(), s.owner, companyAudit(t, p))
	s.must(err)
	if job := s.finish(id); job.Job.State != panel.JobDone {
		t.Fatalf("sending = %s %s %s, want done", job.Job.State, job.Job.ErrorKey, job.Job.ErrorText)
	}
	if got := s.audit(p).State; got != panel.AuditWaiting {
		t.Errorf("audit after sending = %q, want waiting", got)
	}
	if _, err := s.SubmitAudit(t.Context(), s.owner, companyAudit(t, p)); !panel.Is(err, panel.Conflict) {
		t.Errorf("sending again while under review = %v, want conflict", err)
	}
	s.must(s.world.CNDNS.DecideAudit(p.Name, vendor.AuditUnpass, "照片不清晰 100%"))
	s.pass(time.Hour)
	if got := s.audit(p); got.State != panel.AuditUnpass || got.Reason != "照片不清晰 100%" {
		t.Fatalf("audit = %+v, want unpass with its reason decoded", got)
	}
	// Nothing is typed anew: number and picture are the stored ones.
	again := AuditSubmission{ProductID: p.ID, Fields: map[string]string{"ownertype": "E", "orgtype": "PU", "idtype": "YYZZ"}}
	_, err = s.SubmitAudit(t.Context(), s.owner, again)
	s.must(err)
	for range 12 {
		s.pass(time.Hour)
	}
	if got := s.audit(p).State; got != panel.AuditPass {
		t.Errorf("audit at the end = %q, want pass", got)
	}
	if got := s.product(p.ID).State; got != panel.StateActive {
		t.Errorf("domain at the end = %s, want active", got)
	}
	if n := len(s.open()); n != 0 {
		t.Errorf("%d jobs still run after the audit", n)
	}
}

func TestLostAnswerSendsDocumentsOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.unverified("audit-two.cn")
	s.world.Board.Set(trouble.Fault{Call: "cndns.real_name_audit.submit", Kind: trouble.Reset, Count: 1})
	id, err := s.SubmitAudit(t.Context(), s.owner, companyAudit(t, p))
	s.must(err)
	if job := s.finish(id); job.Job.State != panel.JobDone {
		t.Fatalf("sending = %s %s, want done", job.Job.State, job.Job.ErrorKey)
	}
	if n := s.spent("cndns.real_name_audit.submit"); n != 1 {
		t.Errorf("documents were sent %d times, want once", n)
	}
}

func TestBadFormKeepsGoodPictures(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := s.unverified("audit-three.cn")
	form := companyAudit(t, p)
	form.Fields["ownernumber"] = ""
	form.Pictures[panel.PartContact] = []byte("GIF89a")
	_, err := s.SubmitAudit(t.Context(), s.owner, form)
	if got := fieldsOf(panel.Problems(err)); len(got) != 2 || got[0] != panel.PartContact || got[1] != "ownernumber" {
		t.Fatalf("problems = %v (%v), want idcard and ownernumber", got, err)
	}
	d, err := s.RealName(t.Context(), s.owner, p.ID)
	s.must(err)
	if _, there := d.Documents[panel.PartOwner]; !there || len(d.Documents) != 2 {
		t.Errorf("stored = %v, want the good picture and the form", d.Documents)
	}
	got, err := s.Picture(t.Context(), s.owner, p.ID, panel.PartOwner)
	s.must(err)
	if !bytes.Equal(got, snapshot(t)) {
		t.Error("the stored picture is not what was uploaded")
	}
	if _, err := s.Picture(t.Context(), s.stranger, p.ID, panel.PartOwner); !panel.Is(err, panel.NotFound) {
		t.Errorf("picture for a stranger = %v, want not found", err)
	}
	if _, err := s.Picture(t.Context(), s.owner, p.ID, panel.PartForm); !panel.Is(err, panel.NotFound) {
		t.Errorf("the form as a picture = %v, want not found", err)
	}
	s.ahead.Add(int64(panel.DocumentAge - time.Hour))
	s.must(s.DropExpiredDocuments(t.Context()))
	if d, err = s.RealName(t.Context(), s.owner, p.ID); err != nil || len(d.Documents) != 2 {
		t.Errorf("an hour before the day: %d documents, %v; want 2", len(d.Documents), err)
	}
	s.ahead.Add(int64(time.Hour))
	s.must(s.DropExpiredDocuments(t.Context()))
	if d, err = s.RealName(t.Context(), s.owner, p.ID); err != nil || len(d.Documents) != 0 {
		t.Errorf("on the day: %d documents, %v; want none", len(d.Documents), err)
	}
}

func TestAuditQueueByStage(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for name, state := range map[string]string{"a.cn": "", "b.cn": "waiting", "c.cn": "unpass", "d.cn": "pass", "e.cn": "pending"} {
		p := s.plant(panel.KindDomain, name)
		p.State, p.Facts.Domain = panel.StateUnverified, &panel.DomainFacts{Audit: panel.Audit{State: state}}
		if state == "pass" {
			p.State = panel.StateActive
		}
		s.must(s.DB.Within(t.Context(), func(tx *db.Tx) error { return tx.SaveFacts(t.Context(), p) }))
	}
	for stage, want := range map[AuditStage]string{"": "a.cn b.cn c.cn e.cn ", "rejected": "c.cn ", "missing": "a.cn ", "review": "b.cn e.cn ", "passed": "d.cn "} {
		found, err := s.AuditQueue(t.Context(), s.owner, AuditQueueFilter{Stage: stage})
		s.must(err)
		got := ""
		for _, p := range found {
			got += p.Name + " "
		}
		if got != want {
			t.Errorf("stage %q = %q, want %q", stage, got, want)
		}
	}
}
