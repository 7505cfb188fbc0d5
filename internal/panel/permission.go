package panel

import (
	"slices"
	"sort"
)

// Permission is the right to do one kind of thing. Routes and service methods
// name one each.
type Permission string

// The permissions.
const (
	Public        Permission = "public"           // anybody, signed in or not
	SignedIn      Permission = "signed-in"        // any account
	ViewProducts  Permission = "product.view"     // see products and their facts
	UseProducts   Permission = "product.use"      // run operations on products
	AssignProduct Permission = "product.assign"   // give products to customers, adopt them
	ViewDNS       Permission = "dns.view"         // see zones and records
	EditDNS       Permission = "dns.edit"         // change records
	ViewContacts  Permission = "contact.view"     // see registrants
	EditContacts  Permission = "contact.edit"     // create, change, delete registrants, submit audits
	ViewOrders    Permission = "order.view"       // see orders
	PlaceOrders   Permission = "order.create"     // spend money at a vendor
	ApproveOrders Permission = "order.approve"    // be the second person of an order
	ResolveOrders Permission = "order.resolve"    // decide held orders
	ViewIncidents Permission = "incident.view"    // see what does not add up
	ViewCustomers Permission = "customer.view"    // see customers
	EditCustomers Permission = "customer.edit"    // create and change customers and their users
	ViewLedger    Permission = "ledger.view"      // see wallets, statements and the books
	TakeMoney     Permission = "ledger.topup"     // record money that customers paid
	AdjustLedger  Permission = "ledger.adjust"    // correct wallets and refund charges
	ManagePay     Permission = "payment.manage"   // accounts at payment providers
	ViewPrices    Permission = "price.view"       // see costs, prices and margins
	EditPrices    Permission = "price.edit"       // change price rules, customer groups, publish
	ManageStaff   Permission = "staff.manage"     // staff accounts and their permissions
	ManageLimits  Permission = "approval.manage"  // the rules for second persons
	ManageVendors Permission = "vendor.manage"    // vendor accounts and credentials
	ViewJobs      Permission = "job.view"         // see jobs
	ManageJobs    Permission = "job.manage"       // retry and cancel jobs
	ViewAudit     Permission = "audit.view"       // read the audit log
	ViewCalls     Permission = "call.view"        // read the vendor call log
	UsePortal     Permission = "portal.use"       // the customer's own pages
	RunPlatform   Permission = "platform.manage"  // resellers, platform logs
	RunRehearsal  Permission = "rehearsal.manage" // switches of the simulated vendors
	UseWorkbench  Permission = "workbench.use"    // make any declared call of a vendor
)

// grant says which roles hold a permission outright and whether an owner may
// grant it to staff.
type grant struct {
	roles     []Role
	grantable bool
}

// grants is the whole of who may do what. A permission that is absent here is
// held by nobody.
var grants = map[Permission]grant{
	SignedIn:      {roles: Roles},
	ViewProducts:  {roles: []Role{RoleOwner}, grantable: true},
	UseProducts:   {roles: []Role{RoleOwner}, grantable: true},
	AssignProduct: {roles: []Role{RoleOwner}, grantable: true},
	ViewDNS:       {roles: []Role{RoleOwner}, grantable: true},
	EditDNS:       {roles: []Role{RoleOwner}, grantable: true},
	ViewContacts:  {roles: []Role{RoleOwner}, grantable: true},
	EditContacts:  {roles: []Role{RoleOwner}, grantable: true},
	ViewOrders:    {roles: []Role{RoleOwner}, grantable: true},
	PlaceOrders:   {roles: []Role{RoleOwner}, grantable: true},
	ApproveOrders: {roles: []Role{RoleOwner}, grantable: true},
	ResolveOrders: {roles: []Role{RoleOwner}, grantable: true},
	ViewIncidents: {roles: []Role{RoleAdmin, RoleOwner}, grantable: true},
	ViewCustomers: {roles: []Role{RoleOwner}, grantable: true},
	EditCustomers: {roles: []Role{RoleOwner}, grantable: true},
	ViewLedger:    {roles: []Role{RoleOwner}, grantable: true},
	TakeMoney:     {roles: []Role{RoleOwner}, grantable: true},
	AdjustLedger:  {roles: []Role{RoleOwner}, grantable: true},
	ViewPrices:    {roles: []Role{RoleOwner}, grantable: true},
	EditPrices:    {roles: []Role{RoleOwner}, grantable: true},
	ManageStaff:   {roles: []Role{RoleOwner}},
	ManageLimits:  {roles: []Role{RoleOwner}},
	ManageVendors: {roles: []Role{RoleOwner}},
	ManagePay:     {roles: []Role{RoleOwner}},
	ViewJobs:      {roles: []Role{RoleAdmin, RoleOwner}, grantable: true},
	ManageJobs:    {roles: []Role{RoleAdmin, RoleOwner}, grantable: true},
	ViewAudit:     {roles: []Role{RoleAdmin, RoleOwner}},
	ViewCalls:     {roles: []Role{RoleAdmin, RoleOwner}, grantable: true},
	UsePortal:     {roles: []Role{RoleCustomer}},
	RunPlatform:   {roles: []Role{RoleAdmin}},
	RunRehearsal:  {roles: []Role{RoleAdmin}},
	UseWorkbench:  {roles: []Role{RoleAdmin, RoleOwner}},
}

// Permissions lists every permission but Public, sorted.
func Permissions() []Permission {
	all := make([]Permission, 0, len(grants))
	for p := range grants {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return all
}

// StaffPermissions lists what an owner may grant to staff, sorted.
func StaffPermissions() []Permission {
	return slices.DeleteFunc(Permissions(), func(p Permission) bool { return !grants[p].grantable })
}
