package service

import (
	"time"

	"tangelo/internal/panel"
	"tangelo/internal/vendors/baidugeo"
	"tangelo/internal/vendors/cndns"
	"tangelo/internal/vendors/dnspod"
	"tangelo/internal/vendors/endpoint"
	"tangelo/internal/vendors/sendcloud"
)

// client is what every vendor's client can do besides its own methods: give
// the line over which a declared call is made by its name.
type client interface{ Line() *endpoint.Line }

// wiring is what the panel knows of one vendor's package.
type wiring struct {
	calls func() []endpoint.Description // every declared call, in the document's order
	open  func(o opening) client
}

// vendorTable wires every vendor whose calls can be made. What an account asks
// for stands in vendorKinds.
var vendorTable = map[panel.Vendor]wiring{
	panel.VendorCNDNS:     {cndns.All, openCNDNS},
	panel.VendorDNSPod:    {dnspod.All, openDNSPod},
	panel.VendorSendCloud: {sendcloud.All, openSendCloud},
	panel.VendorBaiduGEO:  {baidugeo.All, openBaiduGEO},
}

// opening is what the client of an account is made of.
type opening struct {
	name     string
	settings panel.VendorSettings
	secrets  map[string]string
	hook     vendorHook
	limit    time.Duration // of an ordinary call; the client's default when 0
	hosts    endpoint.Hosts
	now      func() time.Time
}

func (o opening) secret(name string) endpoint.Secret { return endpoint.Secret(o.secrets[name]) }

func openCNDNS(o opening) client {
	return cndns.New(cndns.Config{
		Account: o.name, Username: o.settings.Username, Email: o.settings.Email, Password: o.secret("password"),
		BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, UsePOST: o.settings.UsePOST, Timeout: o.limit, Slow: 4 * o.limit,
		Recorder: o.hook, Gate: o.hook, Now: o.now,
	})
}

func openDNSPod(o opening) client {
	return dnspod.New(dnspod.Config{
		Account: o.name, Mail: o.settings.Email, UserID: o.settings.Username, BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, Timeout: o.limit,
		Recorder: o.hook, Gate: o.hook, Now: o.now,
		Credentials: dnspod.Credentials{LoginToken: o.secret("login_token"), Email: o.settings.Email, Password: o.secret("password")},
	})
}

func openSendCloud(o opening) client {
	return sendcloud.New(sendcloud.Config{
		Account: o.name, APIUser: o.settings.Username, APIKey: o.secret("api_key"), BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, Timeout: o.limit,
		Recorder: o.hook, Gate: o.hook, Now: o.now,
	})
}

func openBaiduGEO(o opening) client {
	return baidugeo.New(baidugeo.Config{
		Account: o.name, AccessKey: o.settings.Username, SecretKey: o.secret("secret_key"), BaseURLs: o.settings.BaseURLs, Hosts: o.hosts, Timeout: o.limit,
		Recorder: o.hook, Gate: o.hook, Now: o.now,
	})
}
