package sandbox

import "strings"

// Line tells scripts and clients where the vendors are and how to log in. It
// marshals to the one line that the sandbox prints.
type Line struct {
	Control   string        `json:"control"`
	CNDNS     CNDNSLine     `json:"cndns"`
	DNSPod    DNSPodLine    `json:"dnspod"`
	SendCloud SendCloudLine `json:"sendcloud"`
	BaiduGEO  BaiduGEOLine  `json:"baidugeo"`
	Alipay    AlipayLine    `json:"alipay"`
	WeChatPay WeChatPayLine `json:"wechatpay"`
}

// CNDNSLine is CNDNS's three hosts and its account.
type CNDNSLine struct {
	API      string `json:"api"`
	DMCheck  string `json:"dmcheck"`
	Support  string `json:"support"`
	Username string `json:"username"`
	Password string `json:"password"`
	Email    string `json:"email"`
}

// DNSPodLine is DNSPod and its account, with both ways to log in.
type DNSPodLine struct {
	URL        string `json:"url"`
	LoginToken string `json:"login_token"`
	Email      string `json:"email"`
	Password   string `json:"password"`
}

// SendCloudLine is SendCloud and its account.
type SendCloudLine struct {
	URL     string `json:"url"`
	APIUser string `json:"api_user"`
	APIKey  string `json:"api_key"`
}

// BaiduGEOLine is Baidu GEO and its account.
type BaiduGEOLine struct {
	URL       string `json:"url"`
	AccessKey string `json:"access_key"`
	SecretKey string `json:"secret_key"`
}

// AlipayLine is Alipay, which is gateway, cashier and store of bills, and its application.
type AlipayLine struct {
	URL             string `json:"url"`
	AppID           string `json:"app_id"`
	SellerID        string `json:"seller_id"`
	AppPrivateKey   string `json:"app_private_key"`   // PKCS #8 in base64
	AlipayPublicKey string `json:"alipay_public_key"` // base64
}

// WeChatPayLine is WeChat Pay, whose path /pay is the customer's telephone, and its merchant.
// The platform's key is there in both ways to know it; keys are PEM.
type WeChatPayLine struct {
	URL                 string `json:"url"`
	MchID               string `json:"mchid"`
	AppID               string `json:"appid"`
	SerialNo            string `json:"serial_no"` // of the merchant's certificate
	PrivateKey          string `json:"private_key"`
	APIv3Key            string `json:"api_v3_key"`
	PublicKeyID         string `json:"public_key_id"`
	PublicKey           string `json:"public_key"`
	PlatformCertificate string `json:"platform_certificate"`
}

func (w *World) alipayLine() AlipayLine {
	a := w.Alipay.Account()
	return AlipayLine{
		URL: w.urls[alipayServer], AppID: a.AppID, SellerID: a.SellerID, AppPrivateKey: a.AppPrivateKey(),
		AlipayPublicKey: a.AlipayPublicKey(),
	}
}

func (w *World) wechatPayLine() WeChatPayLine {
	a := w.WeChatPay.Account()
	return WeChatPayLine{
		URL: w.urls[wechatServer], MchID: a.MchID, AppID: a.AppID, SerialNo: a.SerialNo, PrivateKey: a.PrivateKeyPEM(),
		APIv3Key: a.APIv3Key, PublicKeyID: a.PublicKeyID, PublicKey: a.PublicKeyPEM(), PlatformCertificate: a.CertificatePEM(),
	}
}

// Hosts are where the vendors are, as "host:port".
func (w *World) Hosts() []string {
	var hosts []string
	for server, address := range w.urls {
		if server != controlServer {
			hosts = append(hosts, strings.TrimPrefix(address, "http://"))
		}
	}
	return hosts
}

// Line is where everything is.
func (w *World) Line() Line {
	username, password, email := w.CNDNS.Credentials()
	pod, cloud, geo := w.DNSPod.Account(), w.SendCloud.Account(), w.BaiduGEO.Account()
	return Line{
		Control: w.urls[controlServer],
		CNDNS: CNDNSLine{
			API: w.urls[apiServer], DMCheck: w.urls[checkServer], Support: w.urls[supportServer],
			Username: username, Password: password, Email: email,
		},
		DNSPod: DNSPodLine{
			URL: w.urls[dnspodServer], LoginToken: pod.LoginToken(), Email: pod.Email, Password: pod.Password,
		},
		SendCloud: SendCloudLine{URL: w.urls[sendcloudServer], APIUser: cloud.APIUser, APIKey: cloud.APIKey},
		BaiduGEO:  BaiduGEOLine{URL: w.urls[baiduServer], AccessKey: geo.AccessKey, SecretKey: geo.SecretKey},
		Alipay:    w.alipayLine(),
		WeChatPay: w.wechatPayLine(),
	}
}
