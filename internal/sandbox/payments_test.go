package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tangelo/internal/vendors/alipay"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/wechatpay"
)

// order begins a payment at both vendors; notices go to an address.
func (k *keptWorld) order(notify string) {
	k.t.Helper()
	at, wx := k.Line().Alipay, k.Line().WeChatPay
	pay, err := alipay.New(alipay.Config{
		AppID: at.AppID, SellerID: at.SellerID, AppKey: endpoint.Secret(at.AppPrivateKey), AlipayKey: at.AlipayPublicKey,
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{alipay.HostAPI: at.URL}, Now: func() time.Time { return wall },
	})
	if err != nil {
		k.t.Fatal(err)
	}
	address, err := pay.PagePayURL(alipay.PagePayRequest{OutTradeNo: "T00001", Amount: "12.30", Subject: "top-up", NotifyURL: notify})
	if err != nil {
		k.t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(k.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		k.t.Fatal(err)
	}
	if status, page := send(k.t, request); status != http.StatusOK || !strings.Contains(page, "¥ 12.30") {
		k.t.Fatalf("cashier = %d %s", status, page)
	}
	wechat, err := wechatpay.New(wechatpay.Config{
		MchID: wx.MchID, AppID: wx.AppID, SerialNo: wx.SerialNo, PrivateKey: endpoint.Secret(wx.PrivateKey), APIv3Key: endpoint.Secret(wx.APIv3Key),
		Platform: []wechatpay.PlatformKey{{ID: wx.PublicKeyID, PEM: wx.PublicKey}},
		Hosts:    []string{"127.0.0.1"},
		BaseURLs: map[string]string{wechatpay.HostAPI: wx.URL}, Now: func() time.Time { return wall },
	})
	if err != nil {
		k.t.Fatal(err)
	}
	if _, err := wechat.NativePrepay(k.t.Context(), wechatpay.PrepayRequest{
		OutTradeNo: "T00001", Total: 1230, Description: "top-up", NotifyURL: notify,
	}); err != nil {
		k.t.Fatal(err)
	}
}

// TestNoticesOutliveTheWorld pays while nobody listens, ends the world, and starts it again.
func TestNoticesOutliveTheWorld(t *testing.T) {
	t.Parallel()
	var listening atomic.Bool
	came := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !listening.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte("success"))
		came <- string(body)
	}))
	t.Cleanup(server.Close)
	k := beginKept(t, Options{Fresh: true})
	keys := k.Line()
	k.order(server.URL)
	for _, vendor := range []string{"alipay", "wechatpay"} {
		if status, body := control(t, k.World, "POST", "/"+vendor+"/pay", `{"out_trade_no":"T00001"}`); status != http.StatusOK {
			t.Fatalf("%s = %d %s", vendor, status, body)
		}
	}
	for len(k.Alipay.Truth().Notices) == 0 || len(k.WeChatPay.Truth().Notices) == 0 {
		time.Sleep(time.Millisecond)
	}
	k.kill()

	if got := k.Line(); got.Alipay != keys.Alipay || got.WeChatPay != keys.WeChatPay {
		t.Error("addresses or keys are others after the restart")
	}
	listening.Store(true)
	k.advance(5 * time.Minute)
	for range 2 {
		select {
		case body := <-came:
			if !strings.Contains(body, "out_trade_no=T00001") && !strings.Contains(body, "TRANSACTION.SUCCESS") {
				t.Errorf("notice = %s", body)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("no notice came")
		}
	}
	if status, body := control(t, k.World, "POST", "/wechatpay/pay", `{"out_trade_no":"T00001"}`); status != http.StatusBadRequest {
		t.Errorf("paid twice = %d %s", status, body)
	}
}
