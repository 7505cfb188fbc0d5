package handlers

import (
	"context"
	"slices"

	"tangelo/internal/panel"
	"tangelo/web/i18n"
	"tangelo/web/templates/layout"
)

// navEntry is one entry of the navigation; people see it when they hold the
// permission and have one of the roles. Its label is the message "nav.<key>".
type navEntry struct {
	group      string // its label is the message "nav.group.<group>"
	key        string
	href       string
	icon       string
	permission panel.Permission
	roles      []panel.Role // empty = all
	rehearsal  bool         // only while the vendors are simulated
}

// navEntries is the whole navigation, in order.
var navEntries = []navEntry{
	{group: "work", key: "overview", href: "/", icon: "layout-dashboard", permission: panel.SignedIn, roles: []panel.Role{panel.RoleOwner, panel.RoleStaff}},
	{group: "work", key: "customers", href: "/customers", icon: "users", permission: panel.ViewCustomers},
	{group: "work", key: "cart", href: "/cart", icon: "shopping-cart", permission: panel.PlaceOrders},
	{group: "work", key: "orders", href: "/orders", icon: "receipt", permission: panel.ViewOrders},
	{group: "work", key: "approvals", href: "/approvals", icon: "user-check", permission: panel.ApproveOrders},
	{group: "work", key: "renewals", href: "/renewals", icon: "calendar-clock", permission: panel.PlaceOrders},
	{group: "work", key: "ledger", href: "/ledger", icon: "wallet", permission: panel.ViewLedger},
	{group: "work", key: "topups", href: "/topups", icon: "credit-card", permission: panel.ViewLedger},
	{group: "work", key: "prices", href: "/prices", icon: "coins", permission: panel.ViewPrices},
	{group: "domains", key: "search", href: "/domains/search", icon: "search", permission: panel.PlaceOrders},
	{group: "domains", key: "domains", href: "/domains", icon: "globe", permission: panel.ViewProducts},
	{group: "domains", key: "zones", href: "/zones", icon: "waypoints", permission: panel.ViewDNS},
	{group: "domains", key: "contacts", href: "/contacts", icon: "contact", permission: panel.ViewContacts},
	{group: "domains", key: "realname", href: "/realname", icon: "badge-check", permission: panel.ViewContacts},
	{group: "hosts", key: "cloud", href: "/cloud", icon: "server", permission: panel.ViewProducts},
	{group: "hosts", key: "products", href: "/products", icon: "package", permission: panel.ViewProducts},
	{group: "run", key: "incidents", href: "/incidents", icon: "triangle-alert", permission: panel.ViewIncidents},
	{group: "run", key: "jobs", href: "/jobs", icon: "activity", permission: panel.ViewJobs},
	{group: "run", key: "calls", href: "/calls", icon: "arrow-left-right", permission: panel.ViewCalls},
	{group: "run", key: "workbench", href: "/workbench", icon: "square-terminal", permission: panel.UseWorkbench},
	{group: "run", key: "audit", href: "/audit", icon: "scroll-text", permission: panel.ViewAudit},
	{group: "settings", key: "vendors", href: "/vendors", icon: "plug", permission: panel.ManageVendors},
	{group: "settings", key: "payments", href: "/payments", icon: "store", permission: panel.ManagePay},
	{group: "settings", key: "staff", href: "/staff", icon: "user-cog", permission: panel.ManageStaff},
	{group: "settings", key: "limits", href: "/settings/approvals", icon: "sliders-horizontal", permission: panel.ManageLimits},
	{group: "platform", key: "admin", href: "/admin", icon: "shield", permission: panel.RunPlatform},
	{group: "platform", key: "resellers", href: "/admin/resellers", icon: "building", permission: panel.RunPlatform},
	{group: "platform", key: "safety", href: "/admin/safety", icon: "shield-alert", permission: panel.RunPlatform},
	{group: "platform", key: "callbacks", href: "/admin/callbacks", icon: "inbox", permission: panel.RunPlatform},
	{group: "platform", key: "rehearsal", href: "/admin/rehearsal", icon: "flask-conical", permission: panel.RunRehearsal, rehearsal: true},
	{group: "mine", key: "my", href: "/my", icon: "package", permission: panel.UsePortal},
	{group: "mine", key: "mybuy", href: "/my/search", icon: "shopping-cart", permission: panel.UsePortal},
	{group: "mine", key: "mydns", href: "/my/dns", icon: "waypoints", permission: panel.UsePortal},
	{group: "mine", key: "myorders", href: "/my/orders", icon: "receipt", permission: panel.UsePortal},
	{group: "mine", key: "mynotices", href: "/my/notices", icon: "bell", permission: panel.UsePortal},
	{group: "mine", key: "mywallet", href: "/my/wallet", icon: "wallet", permission: panel.UsePortal},
}

func (e navEntry) visible(actor panel.Actor, rehearsal bool) bool {
	fits := len(e.roles) == 0 || slices.Contains(e.roles, actor.Role)
	return fits && actor.May(e.permission) && (rehearsal || !e.rehearsal)
}

func navigation(ctx context.Context, actor panel.Actor, rehearsal bool) []layout.NavGroup {
	var groups []layout.NavGroup
	last := ""
	for _, e := range navEntries {
		if !e.visible(actor, rehearsal) {
			continue
		}
		if e.group != last {
			groups = append(groups, layout.NavGroup{Label: i18n.T(ctx, "nav.group."+e.group)})
			last = e.group
		}
		g := &groups[len(groups)-1]
		g.Items = append(g.Items, layout.NavItem{Key: e.key, Label: i18n.T(ctx, "nav."+e.key), Href: e.href, Icon: e.icon})
	}
	return groups
}
