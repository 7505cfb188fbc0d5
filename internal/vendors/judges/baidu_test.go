package judges_test

import (
	"testing"
	"time"

	"github.com/baidubce/bce-sdk-go/auth"
	"github.com/baidubce/bce-sdk-go/bce"
	"github.com/baidubce/bce-sdk-go/http"

	"tangelo/internal/sandbox"
	"tangelo/internal/sandbox/baidugeo"
)

// TestBaiduSDK sends the documented query with Baidu's own client and signer, with the
// default signed headers and with its own request id signed or not, and with a wrong key.
func TestBaiduSDK(t *testing.T) {
	t.Parallel()
	world, err := sandbox.Start(t.Context(), sandbox.Options{Fresh: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	world.BaiduGEO.PlantSite(baidugeo.Site{Name: "shop.example"})
	at := world.Line().BaiduGEO
	for name, c := range map[string]struct {
		secret  string
		headers map[string]struct{}
		works   bool
	}{
		"default headers": {at.SecretKey, auth.DEFAULT_HEADERS_TO_SIGN, true},
		"host only":       {at.SecretKey, map[string]struct{}{"host": {}}, true},
		"wrong key":       {"nonsense", auth.DEFAULT_HEADERS_TO_SIGN, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page struct {
				Total int
				Sites []struct{ Site string }
			}

			err := query(at.URL, at.AccessKey, c.secret, c.headers, &page)

			if (err == nil) != c.works {
				t.Fatalf("error = %v, want it to work: %t", err, c.works)
			}
			if c.works && (page.Total != 1 || page.Sites[0].Site != "shop.example") {
				t.Errorf("page = %+v", page)
			}
		})
	}
}

// query is the request of the document's first example.
func query(address, access, secret string, headers map[string]struct{}, into any) error {
	credentials, err := auth.NewBceCredentials(access, secret)
	if err != nil {
		return err
	}
	client := bce.NewBceClient(&bce.BceClientConfiguration{
		Endpoint: address, UserAgent: "judge", Credentials: credentials, Retry: bce.NewNoRetryPolicy(),
		SignOption:                &auth.SignOptions{HeadersToSign: headers, ExpireSeconds: auth.DEFAULT_EXPIRE_SECONDS},
		ConnectionTimeoutInMillis: int((5 * time.Second).Milliseconds()),
	}, new(auth.BceV1Signer))
	return bce.NewRequestBuilder(client).WithMethod(http.POST).WithURL("/v2/geo/site").
		WithQueryParam("action", "query").WithBody(map[string]any{}).WithResult(into).Do()
}
