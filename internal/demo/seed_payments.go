package demo

import (
	"context"
	"errors"
	"fmt"

	"tangelo/internal/panel"
	"tangelo/internal/sandbox"
	"tangelo/internal/service"
)

func alipayForm(line sandbox.Line) service.VendorForm {
	at := line.Alipay
	return service.VendorForm{
		Vendor: panel.VendorAlipay, Label: "支付宝（演练）", Secrets: map[string]string{"app_key": at.AppPrivateKey},
		Settings: panel.VendorSettings{
			Public:   map[string]string{"app_id": at.AppID, "seller_id": at.SellerID, "alipay_key": at.AlipayPublicKey},
			BaseURLs: map[string]string{"api": at.URL, "bill": at.URL},
		},
	}
}

func wechatPayForm(line sandbox.Line) service.VendorForm {
	at := line.WeChatPay
	return service.VendorForm{
		Vendor: panel.VendorWeChatPay, Label: "微信支付（演练）", Secrets: map[string]string{"private_key": at.PrivateKey, "api_v3_key": at.APIv3Key},
		Settings: panel.VendorSettings{
			Public: map[string]string{
				"mch_id": at.MchID, "app_id": at.AppID, "serial_no": at.SerialNo, "platform_id": at.PublicKeyID, "platform_key": at.PublicKey,
			},
			BaseURLs: map[string]string{"api": at.URL},
		},
	}
}

// payments sets up both payment providers, so that a customer can pay in at once.
func (g *seeding) payments(ctx context.Context) error {
	for _, form := range []service.VendorForm{alipayForm(g.line), wechatPayForm(g.line)} {
		id, err := g.app.SaveVendor(ctx, g.actor, form)
		if err != nil {
			return fmt.Errorf("%s account: %w", form.Vendor, err)
		}
		if form.Vendor == panel.VendorAlipay {
			g.till = id
		}
		if err := errors.Join(check(ctx, g.app, g.actor, id), g.app.SwitchPayAccount(ctx, g.actor, id, true)); err != nil {
			return fmt.Errorf("%s account: %w", form.Vendor, err)
		}
	}
	return nil
}
