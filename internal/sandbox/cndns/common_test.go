package cndns

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"tangelo/internal/sandbox/trouble"
)

const pricePath = "/product/getProductPrice.aspx"

func TestPrices(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	host := v.PlantCloudHost(Host{})
	for _, c := range []struct {
		path  string
		pairs []string
		want  string
	}{
		{pricePath, []string{"type", "1", "tag", "dme", "suffix", ".com"}, "55"},
		{pricePath, []string{"type", "1", "tag", "dme", "suffix", "com.cn", "years", "2"}, "58"},
		{pricePath, []string{"type", "1", "tag", "dme", "suffix", ".com", "years", "many"}, "55"},
		{pricePath, []string{"type", "1", "tag", "dme", "prd", "com01", "priceType", "1"}, "65"},
		{pricePath, []string{"type", "1", "tag", "dmc", "suffix", ".中国"}, "280"},
		{pricePath, []string{"type", "1", "tag", "dme", "suffix", ".museum"}, "0"},
		{pricePath, append([]string{"type", "2"}, smallHost("tmetpe", "5")...), "1140"},
		{pricePath, append([]string{"type", "2"}, smallHost("ram", "256")...), "0"},
		{pricePath, []string{"type", "3"}, "0"},
		{"/product/getRenewPrice.aspx", []string{"type", "1", "pdtname", "mine.com", "years", "3"}, "195"},
		{"/product/getRenewPrice.aspx", []string{"type", "1", "pdtname", "foreign.com"}, "0"},
		{"/product/getRenewPrice.aspx", []string{"type", "2", "pdtname", host, "tmetpe", "2"}, "80"},
		{"/product/getRenewPrice.aspx", []string{"type", "2", "pdtname", host}, "960"},
	} {
		if got := v.must(c.path, c.pairs...).text(); got != c.want {
			t.Errorf("%s %v = %s, want %s", c.path, c.pairs, got, c.want)
		}
	}
	for _, bad := range [][]string{{"type", "9"}, {"type", "1", "suffix", ".com"}} {
		if got := v.call(pricePath, bad...); got.Status != "failed" || got.text() != "价格查询失败" {
			t.Errorf("price of %v = %s, want a free text", bad, got.Body)
		}
	}
}

func TestProductNames(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.running("mine.com")
	const path = "/product/checkpraname.aspx"
	refusals{
		{"10027", path, []string{"protype", "1"}},
		{"10028", path, []string{"praname", "x.com"}},
		{"10029", path, []string{"praname", "x.com", "protype", "11"}},
		{"10030", path, []string{"praname", "x", "protype", "1"}},
		{"10031", path, []string{"praname", "mine.com", "protype", "1"}},
		{"10030", path, []string{"praname", "1x", "protype", "2"}},
		{"10031", path, []string{"praname", "takenhost", "protype", "2"}},
		{"10049", path, []string{"praname", "x", "protype", "8"}},
		{"10050", path, []string{"praname", "1", "protype", "9"}},
		{"10051", path, []string{"praname", "x", "protype", "10"}},
	}.walk(v)
	v.must(path, "praname", "fresh.com", "protype", "1")
	v.must(path, "praname", "myhost", "protype", "2")
}

func TestDirtIsSpreadOnDemand(t *testing.T) {
	t.Parallel()
	v := start(t, func(o *Options) { o.Dirty = true })
	var bodies []string
	for range 3 {
		bodies = append(bodies, v.call("/user/userdetail.aspx").Body)
	}
	for i, want := range []string{`"status":"success","message":[{"borrowmoney"`, `[{"Borrowmoney"`, `{" action":"get user finance ","status":" success"`} {
		if !strings.Contains(bodies[i], want) {
			t.Errorf("answer %d = %s, want %s in it", i, bodies[i], want)
		}
	}
}

// A purchase that is made trouble of is executed or not, as its kind says, and
// stands in the truth accordingly.
func TestTroubleWithPurchases(t *testing.T) {
	t.Parallel()
	executed := map[trouble.Kind]bool{
		trouble.Slow: true, trouble.Silent: true, trouble.Reset: true, trouble.Status500: true, trouble.HTML: true,
		trouble.Broken: true, trouble.Drop: false, trouble.Refuse: false, trouble.Late: false,
	}
	for kind, want := range executed {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			v := start(t)
			id := v.contact()
			v.board.Set(trouble.Fault{
				Call: "cndns.domain.*", Kind: kind, Code: "10021", Delay: 10 * time.Millisecond, Count: 1, Match: "fresh.top",
			})
			v.must(createPath, "userid", id, "domainname", "other.top", "years", "1", "domainpass", "abc12345")
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			query := v.sign(values("userid", id, "domainname", "fresh.top", "years", "1", "domainpass", "abc12345"))
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.api+createPath+"?"+query.Encode(), http.NoBody)
			if err != nil {
				t.Fatal(err)
			}

			got, err := exchange(request)

			if kind == trouble.Refuse && (err != nil || got.text() != "10021 您帐户金额不足") {
				t.Errorf("answer = %s %v, want the documented text of 10021", got.Body, err)
			}
			if got := len(v.Purchases()) == 2; got != want {
				t.Errorf("executed = %t, want %t", got, want)
			}
		})
	}
}

func TestLatePurchaseHappensLater(t *testing.T) {
	t.Parallel()
	v := start(t)
	id := v.contact()
	v.board.Set(trouble.Fault{Call: "cndns.domain.create", Kind: trouble.Late, Delay: 10 * time.Minute, Count: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	query := v.sign(values("userid", id, "domainname", "late.top", "years", "1", "domainpass", "abc12345"))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.api+createPath+"?"+query.Encode(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := exchange(request); err == nil {
		t.Errorf("a late call was answered with %s", got.Body)
	}
	v.expectPurchases()
	v.clock.Advance(10 * time.Minute)
	v.expectPurchases("cndns.domain.create late.top 900")
}

func TestTruthHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	v := start(t)
	v.must(createPath, "userid", v.contact(), "domainname", "mine.top", "years", "1", "domainpass", "secretpass1")
	v.must(buyPath, smallHost()...)
	v.must(transferPath, "domainname", "away.com", "userid", v.contact(), "authcode", "Secret!code")

	raw := v.Truth()

	var truth Truth
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth.Purchases) != 3 || truth.Purchases[0].Name != "mine.top" || truth.Purchases[0].Fen != 900 {
		t.Errorf("purchases = %v", truth.Purchases)
	}
	for _, secret := range []string{"secretpass1", "Secret!code", v.password} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("truth holds %q", secret)
		}
	}
}
