package sandbox

// Line tells scripts and clients where the vendors are and how to log in. It
// marshals to the one line that the sandbox prints.
type Line struct {
	Control   string        `json:"control"`
	CNDNS     CNDNSLine     `json:"cndns"`
	DNSPod    DNSPodLine    `json:"dnspod"`
	SendCloud SendCloudLine `json:"sendcloud"`
	BaiduGEO  BaiduGEOLine  `json:"baidugeo"`
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
	}
}
