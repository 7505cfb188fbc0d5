package cndns

import (
	"strings"
	"testing"
)

// The document spells a path or a parameter in two ways at times; who copied either
// from it is understood.
func TestEverySpellingOfTheDocumentIsUnderstood(t *testing.T) {
	t.Parallel()
	v := start(t)
	for _, path := range []string{
		"/sitetarpro/CreateSite.aspx", "/sitestarpro/CreateWebsite.aspx", "/sitetarpro/CreateOthPro.aspx", "/sitestar/CreateOthPro.aspx",
		"/mail/getMailDetail", "/ddos/ddos/ProductInfo.aspx",
	} {
		if got := v.call(path); got.HTTP != 200 || got.Status == "" {
			t.Errorf("%s = %d %s, want an answer", path, got.HTTP, got.Body)
		}
	}

	name := v.must("/bcc/CreateOrder.aspx", smallBCC()...).text()
	v.clock.Advance(openingTakes)
	for _, spelling := range []string{"pdtnme", "pdtname", "pdtmne", "pdtmme"} {
		v.must("/bcc/OrderDetails.aspx", spelling, name)
	}
	ali := v.must("/ali/CreateOrder.aspx", "pass", "qwer1234!", "slcns", "10", "slid", "10004812", "cdsstr", "eff=40|ssd=50",
		"flow", "1", "location", "1", "systemid", "m-OmBEAOmD", "term", "1", "termtype", "2", "ticketid", "", "voucherids", "").text()
	if ali == name || ali == "" {
		t.Errorf("name = %q, want one of its own", ali)
	}
}

func TestMailDetailHasPlainKeys(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.must("/mail/CreateOder.aspx", "maildomain", "mine.com", "mailpassword", "aaa1111", "years", "1", "mailtag", "g", "mailusernumber", "1")
	detail := v.must("/mail/getMailDetail.aspx", "maildomain", "mine.com").row(t)
	if detail["emldomain"] == "" || detail["cname"] == "" || detail["expiretime"] == "" {
		t.Errorf("detail = %v, want the keys of the document", detail)
	}
}

// Clients in the field read the keys of the example as they are printed, every time.
func TestAnswersKeepTheShapeOfTheExample(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.PlantDomain(Domain{Name: "mine.com"})
	for range 4 {
		if got := v.call("/domains/DomainDetail.aspx", "domainname", "mine.com"); !strings.Contains(string(got.Body), `[{"d_dme":"mine.com","runstate":`) {
			t.Errorf("detail = %s, want the keys of the example", got.Body)
		}
	}
}
