package cndns

import "tangelo/internal/vendors/endpoint"

// What Baidu's and Alibaba's hosts share. The product's name is pdtnme in the orders; the
// other spellings in the document are misprints.

// MachineNamed names a host.
type MachineNamed struct {
	Name string `param:"pdtnme" rule:"required,no-space" zh:"产品名称" en:"Product name, e.g. b785289"`
}

// MachineDisk names a disk of a host: a part of the host's detail. The document leaves open
// which of a part's two IDs is meant.
type MachineDisk struct {
	MachineNamed
	DiskID string `param:"extid" rule:"required,no-space" zh:"磁盘 ID" en:"Disk ID"`
}

// MachineRebuildRequest erases a host and installs the system with this ID of the list of
// systems for a rebuild.
type MachineRebuildRequest struct {
	MachineNamed
	SystemID string `param:"systemid" rule:"required,no-space" zh:"系统 ID" en:"System ID"`
}

// MachineCreateResponse names the new host.
type MachineCreateResponse struct {
	Name string `answer:".,required"`
}

// MachineOffersResponse is what a host can be ordered with.
type MachineOffersResponse struct {
	Regions  []MachineRegion       `answer:"location"`
	Systems  []MachineRegionSystem `answer:"system"`
	Products []MachineProduct      `answer:"product"`
}

// MachineRegion is a data centre's region; an order takes its ID.
type MachineRegion struct {
	Code string `answer:"val"`
	ID   string `answer:"sst"`
	Name string `answer:"name"`
}

// MachineRegionSystem is an operating system of a region; an order takes its ID.
type MachineRegionSystem struct {
	Name   string `answer:"sysname"`
	Type   string `answer:"systype"`
	ID     string `answer:"systemid"`
	Region string `answer:"localtion|location"`
}

// MachineProduct is a line of the price list. The instance is of Alibaba's hosts.
type MachineProduct struct {
	Region       string       `answer:"location"`
	InstanceType string       `answer:"slcns"`
	InstanceID   string       `answer:"slid"`
	System       string       `answer:"system"`
	DiskType     string       `answer:"cdstype"`
	Code         string       `answer:"prd"`
	Price        endpoint.Fen `answer:"prc"`
	TimeUnit     TimeUnit     `answer:"termtype"`
	Count        int          `answer:"term"` // of TimeUnit
	Size         string       `answer:"size"`
	CPU          string       `answer:"cpu"`
	RAM          string       `answer:"sram"`
	Disk         string       `answer:"sidc"`
	Discount     string       `answer:"soth"`
}

// MachineDetailResponse is a host and its parts.
type MachineDetailResponse struct {
	Machine Machine       `answer:"details,required"`
	Parts   []MachinePart `answer:"ext"`
}

// Machine is a host.
type Machine struct {
	Name       string          `answer:"pdtnme,required"`
	Password   endpoint.Secret `answer:"pss"`
	State      OrderState      `answer:"regstt"`
	BoughtAt   Time            `answer:"addtme"`
	ExpiresAt  Time            `answer:"exptme"`
	IP         string          `answer:"kvmip"`
	SystemID   string          `answer:"systemid"`
	SystemName string          `answer:"sysname"`
	SystemType string          `answer:"systype"`
	Product    string          `answer:"nme"`
	UUID       string          `answer:"uuid"`
	DiskID     string          `answer:"diskno"` // of the system's disk
	RegionID   string          `answer:"locationsst"`
	RegionName string          `answer:"room"`
}

// MachinePart is a part of a host. The document's labels of the kinds hd and bd are taken to
// be swapped: it calls hd the bandwidth. Total is in Baidu's answers only.
type MachinePart struct {
	Machine  string `answer:"pdtnme"`
	ID       string `answer:"extid"`
	Kind     string `answer:"exttype|extttype"` // cpu, ram, hd (disk) or bd (bandwidth)
	Multiple string `answer:"bs"`
	Size     string `answer:"size"`
	Total    string `answer:"total"`
	DiskType string `answer:"type"` // std1, hp1, ssd (Baidu) or eff, ssd (Alibaba)
	DiskID   string `answer:"ext2"`
	AddedAt  Time   `answer:"addtme"`
}

// MachineSystemsResponse lists the systems a host can be rebuilt with.
type MachineSystemsResponse struct {
	Systems []MachineSystem `answer:"."`
}

// MachineSystem is a system that a host can be rebuilt with.
type MachineSystem struct {
	Name  string `answer:"sysname"`
	ID    string `answer:"sysvalue"`
	Type  string `answer:"systype"`
	Place string `answer:"sysplace"`
}

// MachineConsoleResponse is the address of a host's console, which asks for no password.
type MachineConsoleResponse struct {
	URL endpoint.Secret `answer:".,required"`
}
