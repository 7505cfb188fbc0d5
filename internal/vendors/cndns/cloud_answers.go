package cndns

import "tangelo/internal/vendors/endpoint"

// CloudProductsResponse is what can be bought.
type CloudProductsResponse struct {
	CPUs      []CloudCPU      `answer:"cpuinfo"`
	RAMs      []CloudRAM      `answer:"raminfo"`
	HD        Range           `answer:"hdinfo"`    // GB
	BD        Range           `answer:"bandwidth"` // Mbps
	Systems   []CloudSystem   `answer:"os"`
	Places    []CloudPlace    `answer:"placeinfo"`
	TimeUnits []CloudTimeUnit `answer:"timetypeinfo"`
}

// CloudCPU is one number of cores.
type CloudCPU struct {
	Cores int `answer:"cpu"`
}

// CloudRAM is one size of memory in MB.
type CloudRAM struct {
	MB int `answer:"ram"`
}

// Range is a span of values in steps.
type Range struct {
	Min  int `answer:"minval"`
	Max  int `answer:"maxval"`
	Step int `answer:"step"`
}

// Holds tells whether n is in the span and on a step.
func (r Range) Holds(n int) bool {
	return n >= r.Min && n <= r.Max && (r.Step <= 1 || (n-r.Min)%r.Step == 0)
}

// CloudSystem is an operating system; the document names its value in two ways.
type CloudSystem struct {
	Name  string `answer:"systemname"`
	Value string `answer:"systemvalue|systemval"`
}

// CloudPlace is a data centre.
type CloudPlace struct {
	Name  string `answer:"place"`
	Value string `answer:"placeval"`
}

// CloudTimeUnit is a span of rent that is offered.
type CloudTimeUnit struct {
	Value TimeUnit `answer:"tmeval"`
	Name  string   `answer:"tmenme"`
}

// CloudStateResponse is the running state of a host.
type CloudStateResponse struct {
	State CloudState `answer:".,required"`
}

// CloudSystemsResponse lists the systems a host can be rebuilt with.
type CloudSystemsResponse struct {
	Systems []CloudSystem `answer:"."`
}

// CloudUpgradeListResponse is how much can be added to a host.
type CloudUpgradeListResponse struct {
	CPU Range `answer:"cpuinfo"`
	RAM Range `answer:"raminfo"` // MB
	HD  Range `answer:"hdinfo"`  // GB
	BD  Range `answer:"bdinfo"`  // Mbps
}

// CloudBuyIPResponse is the address bought.
type CloudBuyIPResponse struct {
	CloudName  string `answer:"cloudname"`
	IP         string `answer:"ipaddress,required"`
	Netmask    string `answer:"netmask"`
	Router     string `answer:"router"`
	FreeDomain string `answer:"freedomain"`
}

// CloudChangePortResponse is the new port of the remote desktop.
type CloudChangePortResponse struct {
	Port string `answer:"port,required"`
}

// CloudInfoResponse is a host. A host that is bought but not created has no ServerIP. The
// ports exist in dual-line data centres only.
type CloudInfoResponse struct {
	CloudNo          string          `answer:"cloudno"`
	CloudName        string          `answer:"cloudname,required"`
	PlatformPassword endpoint.Secret `answer:"platepass"`
	BoughtAt         Time            `answer:"regtime"`
	ExpiresAt        Time            `answer:"exptime"`
	Place            string          `answer:"locate"`
	ICPID            endpoint.Secret `answer:"icpid"`
	RemotePort       string          `answer:"remotepport|remoteport"`
	IntranetIP       string          `answer:"intraip"`
	SystemName       string          `answer:"osname"`
	SystemType       string          `answer:"ostype"`
	ServerIP         string          `answer:"serverip"`
	FreeDomain       string          `answer:"freedomain"`
	TelecomIP        string          `answer:"dxip"`
	NetcomIP         string          `answer:"wtip"`
	RemoteOuter      string          `answer:"outremotepport"`
	RemoteInner      string          `answer:"inremotepport"`
	MySQLOuter       string          `answer:"mysqloutport"`
	MySQLInner       string          `answer:"mysqlinport"`
	MSSQLOuter       string          `answer:"mssqloutport"`
	MSSQLInner       string          `answer:"mssqlinport"`
	WebOuter         string          `answer:"weboutport"`
	WebInner         string          `answer:"webinport"`
	FTPOuter         string          `answer:"ftpoutport"`
	FTPInner         string          `answer:"ftpinport"`
	FTPPassiveOuter  string          `answer:"ftpoutpasvport"`
	FTPPassiveInner  string          `answer:"ftpinpasvport"`
	TimeUnit         string          `answer:"timetype"`
	CPU              int             `answer:"cpu"`   // cores
	RAM              int             `answer:"ram"`   // MB
	HD               int             `answer:"hd"`    // GB
	BD               int             `answer:"bd"`    // Mbps
	ExtraIPs         string          `answer:"extip"` // half-width commas between
}

// Created tells whether the machine exists, beyond having been bought.
func (r CloudInfoResponse) Created() bool { return r.ServerIP != "" && r.ServerIP != "-" }
