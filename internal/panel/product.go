package panel

import "time"

// ProductKind is what kind of thing a product is.
type ProductKind string

// The kinds of products sold so far.
const (
	KindDomain ProductKind = "domain" // a registered domain name
	KindZone   ProductKind = "zone"   // a DNS zone, at the registrar or at DNSPod
	KindCloud  ProductKind = "cloud"  // a cloud host (橙云)
)

// ProductKinds lists every kind.
var ProductKinds = []ProductKind{KindDomain, KindZone, KindCloud}

// ProductState is what the panel believes a product to be doing.
type ProductState string

// The states of products. Every kind uses the ones that make sense for it.
const (
	StatePending    ProductState = "pending"     // ordered, the vendor is working on it
	StateUnverified ProductState = "unverified"  // waits for a real-name audit
	StateActive     ProductState = "active"      // runs
	StateStopped    ProductState = "stopped"     // switched off by its owner
	StatePaused     ProductState = "paused"      // suspended by the vendor
	StateNotCreated ProductState = "not_created" // bought but not opened yet
	StateTransfer   ProductState = "transfer"    // being transferred in
	StateExpired    ProductState = "expired"     // past its date
	StateFailed     ProductState = "failed"      // the vendor gave up
	StateGone       ProductState = "gone"        // the vendor does not know it any more
)

// ProductStates lists every state.
var ProductStates = []ProductState{
	StatePending, StateUnverified, StateActive, StateStopped, StatePaused,
	StateNotCreated, StateTransfer, StateExpired, StateFailed, StateGone,
}

// Vendor names one of the vendors, or a payment provider.
type Vendor string

// The vendors.
const (
	VendorCNDNS     Vendor = "cndns"
	VendorDNSPod    Vendor = "dnspod"
	VendorSendCloud Vendor = "sendcloud"
	VendorBaiduGEO  Vendor = "baidugeo"
	VendorAlipay    Vendor = "alipay"    // takes customers' payments
	VendorWeChatPay Vendor = "wechatpay" // takes customers' payments
)

// Vendors lists every vendor; payment providers are none of them.
var Vendors = []Vendor{VendorCNDNS, VendorDNSPod, VendorSendCloud, VendorBaiduGEO}

// PayProviders lists every payment provider.
var PayProviders = []Vendor{VendorAlipay, VendorWeChatPay}

// Product is one thing a reseller bought at a vendor. Its facts are what the
// vendor last said, read at FactsAt.
type Product struct {
	ID         int64
	ResellerID int64
	AccountID  int64 // vendor account
	CustomerID int64 // 0 = unassigned
	OrderID    int64 // the order that bought it, 0 when adopted or planted
	Kind       ProductKind
	Vendor     Vendor
	Name       string // domain name (punycode), zone name, management name of a host
	VendorRef  string // the vendor's own id, when it has one besides the name
	State      ProductState
	ExpiresAt  time.Time // zero when unknown
	AutoRenew  bool
	Facts      Facts
	FactsAt    time.Time // zero = never read
	Version    int64
	CreatedAt  time.Time
	Customer   string // display name of the customer, filled by lists
}

// Facts is what the vendor last said of a product: one part per kind, the
// others nil.
type Facts struct {
	Domain *DomainFacts `json:"domain,omitempty"`
	Zone   *ZoneFacts   `json:"zone,omitempty"`
	Cloud  *CloudFacts  `json:"cloud,omitempty"`
}

// DomainFacts is what the registrar says of a domain.
type DomainFacts struct {
	RunState     string    `json:"run_state"` // the vendor's own word, e.g. "run", "Not certified"
	RegisteredAt time.Time `json:"registered_at"`
	Nameservers  []string  `json:"nameservers,omitempty"`
	RegistrantID string    `json:"registrant_id,omitempty"` // the vendor's contact id
	Description  string    `json:"description,omitempty"`
	Audit        Audit     `json:"audit"`
	Transfer     Transfer  `json:"transfer"`
}

// Audit is the real-name audit of a domain.
type Audit struct {
	State  string    `json:"state,omitempty"` // "", none, waiting, pending, pass, unpass
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

// Transfer is a transfer-in being followed. Code is the vendor's number
// (domainzhuanrustate), Final reports that it will not change any more.
type Transfer struct {
	Code  string    `json:"code,omitempty"`
	Text  string    `json:"text,omitempty"`
	Final bool      `json:"final,omitempty"`
	At    time.Time `json:"at"`
}

// ZoneFacts is what the DNS vendor says of a zone.
type ZoneFacts struct {
	Grade   string   `json:"grade,omitempty"`
	MinTTL  int      `json:"min_ttl,omitempty"` // seconds
	Types   []string `json:"types,omitempty"`
	Lines   []string `json:"lines,omitempty"`
	Records int      `json:"records"`
	Status  string   `json:"status,omitempty"`
}

// CloudFacts is what the vendor says of a cloud host. Memory in MB, disk in
// GB, bandwidth in Mbps.
type CloudFacts struct {
	Number     string   `json:"number,omitempty"`
	Power      string   `json:"power,omitempty"` // running, pause, stop, not created, fault
	IP         string   `json:"ip,omitempty"`
	ExtraIPs   []string `json:"extra_ips,omitempty"`
	PrivateIP  string   `json:"private_ip,omitempty"`
	OS         string   `json:"os,omitempty"`
	Place      string   `json:"place,omitempty"`
	CPU        int      `json:"cpu,omitempty"`
	MemoryMB   int      `json:"memory_mb,omitempty"`
	DiskGB     int      `json:"disk_gb,omitempty"`
	Mbps       int      `json:"mbps,omitempty"`
	FreeDomain string   `json:"free_domain,omitempty"`
	RemotePort string   `json:"remote_port,omitempty"`
	TimeType   string   `json:"time_type,omitempty"`
	Snapshot   bool     `json:"snapshot,omitempty"`
	Domains    []string `json:"domains,omitempty"`
}
