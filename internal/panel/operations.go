package panel

import "regexp"

var (
	cndnsOnly = []Vendor{VendorCNDNS}
	// noSpaces is CNDNS's rule for system passwords (八、橙云主机).
	noSpaces = regexp.MustCompile(`^\S+$`)
	alnum    = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	coupons  = []Field{
		{Name: "coupon", Type: FieldText, Max: 64},
		{Name: "voucher", Type: FieldText, Max: 64},
	}
	live = []ProductState{StateActive, StateStopped}
)

// operations is every operation on an existing product. Buying a new thing
// (register, transfer in, buy a host) has pages of its own; see purchases.
var operations = []Operation{
	{
		Name: "domain.renew", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectBuy, Confirm: ConfirmAsk, Icon: "calendar",
		States:    []ProductState{StateActive, StateExpired, StateUnverified}, // 11607: the registrar renews no other
		Fields:    append([]Field{{Name: "years", Type: FieldNumber, Required: true, Min: 1, Max: 10, Default: "1"}}, coupons...),
		Portal:    true,
		Endpoints: []string{"cndns.domain.detail", "cndns.domain.renew"},
	},
	{
		Name: "domain.nameservers", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "server",
		States:    []ProductState{StateActive, StateUnverified},
		Fields:    []Field{{Name: "nameservers", Type: FieldNameservers, Required: true}},
		Portal:    true,
		Endpoints: []string{"cndns.domain.dns_modify", "cndns.domain.detail"},
	},
	{
		Name: "domain.nameservers_reset", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmAsk, Icon: "rotate-ccw",
		States:    []ProductState{StateActive, StateUnverified},
		Portal:    true,
		Endpoints: []string{"cndns.domain.dns_reset", "cndns.domain.detail"},
	},
	{
		Name: "domain.password", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "key-round",
		States:    []ProductState{StateActive, StateUnverified},
		Fields:    []Field{{Name: "password", Type: FieldPassword, Required: true, Min: 6, Max: 16, Pattern: alnum}},
		Endpoints: []string{"cndns.domain.modify_password"},
	},
	{
		Name: "domain.owner", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmType, Icon: "user-round",
		States:    []ProductState{StateActive, StateUnverified},
		Fields:    []Field{{Name: "contact", Type: FieldSelect, Required: true, Catalog: "contacts"}},
		Endpoints: []string{"cndns.domain.change_owner", "cndns.domain.detail"},
	},
	{
		Name: "domain.transfer_retry", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "refresh-cw",
		States:    []ProductState{StateTransfer},
		Fields:    []Field{{Name: "authcode", Type: FieldPassword, Required: true, Min: 1, Max: 64}},
		Endpoints: []string{"cndns.domain.transfer_in_retry", "cndns.domain.transfer_in_status"},
	},
	{
		Name: "domain.transfer_cancel", Kind: KindDomain, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmAsk, Icon: "circle-x",
		States:    []ProductState{StateTransfer},
		Endpoints: []string{"cndns.domain.transfer_in_cancel", "cndns.domain.transfer_in_status"},
	},
	{
		Name: "cloud.create", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "power",
		States: []ProductState{StateNotCreated}, Portal: true, Completes: RightBuy,
		Fields:    []Field{{Name: "password", Type: FieldPassword, Required: true, Min: 6, Max: 20, Pattern: noSpaces}},
		Endpoints: []string{"cndns.cloud.create_host", "cndns.cloud.state", "cndns.cloud.info"},
	},
	{
		Name: "cloud.start", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "play",
		States: live, Powers: []string{"stop"}, Portal: true,
		Endpoints: []string{"cndns.cloud.start", "cndns.cloud.state"},
	},
	{
		Name: "cloud.restart", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmAsk, Icon: "rotate-cw",
		States: live, Powers: []string{"running"}, Portal: true,
		Endpoints: []string{"cndns.cloud.restart", "cndns.cloud.state"},
	},
	{
		Name: "cloud.shutdown", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmAsk, Icon: "square",
		States: live, Powers: []string{"running"}, Portal: true,
		Endpoints: []string{"cndns.cloud.shutdown", "cndns.cloud.state"},
	},
	{
		Name: "cloud.power_off", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmAsk, Icon: "power-off",
		States: live, Powers: []string{"running", "pause"}, Portal: true,
		Endpoints: []string{"cndns.cloud.power_off", "cndns.cloud.state"},
	},
	{
		Name: "cloud.snapshot_create", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "camera",
		States: live, Portal: true,
		Endpoints: []string{"cndns.cloud.snapshot_create"},
	},
	{
		Name: "cloud.snapshot_restore", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmType, Icon: "history",
		States: live, Endpoints: []string{"cndns.cloud.snapshot_restore"},
	},
	{
		Name: "cloud.snapshot_delete", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmAsk, Icon: "trash-2",
		States: live, Endpoints: []string{"cndns.cloud.snapshot_delete"},
	},
	{
		Name: "cloud.rebuild", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmType, Icon: "hard-drive",
		States: live, NoSnapshot: true,
		Fields: []Field{
			{Name: "os", Type: FieldSelect, Required: true, Catalog: "cloud.rebuild"},
			{Name: "password", Type: FieldPassword, Required: true, Min: 6, Max: 20, Pattern: noSpaces},
		},
		Endpoints: []string{"cndns.cloud.rebuild", "cndns.cloud.state", "cndns.cloud.info"},
	},
	{
		Name: "cloud.password", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmAsk, Icon: "key-round",
		States: []ProductState{StateStopped}, Powers: []string{"stop"}, Portal: true,
		Fields:    []Field{{Name: "password", Type: FieldPassword, Required: true, Min: 6, Max: 20, Pattern: noSpaces}},
		Endpoints: []string{"cndns.cloud.modify_system_password"},
	},
	{
		Name: "cloud.platform_password", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "lock",
		States:    live,
		Fields:    []Field{{Name: "password", Type: FieldPassword, Required: true, Min: 6, Max: 20, Pattern: noSpaces}},
		Endpoints: []string{"cndns.cloud.modify_platform_password"},
	},
	{
		Name: "cloud.upgrade", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectBuy, Confirm: ConfirmAsk, Icon: "trending-up",
		States: []ProductState{StateStopped}, Powers: []string{"stop"}, NoSnapshot: true,
		Fields: []Field{
			{Name: "cpu", Type: FieldNumber, Default: "0", Min: 0, Max: 64},
			{Name: "memory", Type: FieldNumber, Default: "0", Min: 0, Max: 262144},
			{Name: "disk", Type: FieldNumber, Default: "0", Min: 0, Max: 10000},
			{Name: "bandwidth", Type: FieldNumber, Default: "0", Min: 0, Max: 1000},
		},
		Endpoints: []string{"cndns.cloud.info", "cndns.cloud.upgrade_list", "cndns.cloud.upgrade"},
	},
	{
		Name: "cloud.buy_ip", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectBuy, Confirm: ConfirmAsk, Icon: "network",
		States: []ProductState{StateStopped}, Powers: []string{"stop"}, NoSnapshot: true,
		Endpoints: []string{"cndns.cloud.info", "cndns.cloud.buy_ip"},
	},
	{
		Name: "cloud.bind_domain", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmNone, Icon: "link",
		States: live, Portal: true,
		Fields:    []Field{{Name: "domain", Type: FieldDomain, Required: true}},
		Endpoints: []string{"cndns.cloud.bind_domain"},
	},
	{
		Name: "cloud.unbind_domain", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectDestroy, Confirm: ConfirmAsk, Icon: "unlink",
		States: live, Portal: true,
		Fields:    []Field{{Name: "domain", Type: FieldDomain, Required: true}},
		Endpoints: []string{"cndns.cloud.unbind_domain"},
	},
	{
		Name: "cloud.port", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectSet, Confirm: ConfirmAsk, Icon: "plug",
		States: []ProductState{StateStopped}, Powers: []string{"stop"},
		Endpoints: []string{"cndns.cloud.change_port"},
	},
	{
		Name: "cloud.renew", Kind: KindCloud, Vendors: cndnsOnly, Effect: EffectBuy, Confirm: ConfirmAsk, Icon: "calendar",
		States: []ProductState{StateActive, StateStopped, StatePaused, StateExpired, StateNotCreated},
		Fields: append([]Field{
			{Name: "unit", Type: FieldSelect, Required: true, Options: []string{"2", "4", "5"}, Default: "2"},
			{Name: "count", Type: FieldNumber, Required: true, Min: 1, Max: 10, Default: "1"},
		}, coupons...),
		Portal:    true,
		Endpoints: []string{"cndns.cloud.info", "cndns.cloud.renew"},
	},
}
