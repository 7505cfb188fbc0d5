package panel_test

import (
	"slices"
	"testing"

	"tangelo/internal/panel"
)

// outright says which roles hold a permission without anybody granting it.
var outright = map[panel.Permission][]panel.Role{
	panel.SignedIn:      {panel.RoleAdmin, panel.RoleOwner, panel.RoleStaff, panel.RoleCustomer},
	panel.ViewProducts:  {panel.RoleOwner},
	panel.UseProducts:   {panel.RoleOwner},
	panel.AssignProduct: {panel.RoleOwner},
	panel.ViewDNS:       {panel.RoleOwner},
	panel.EditDNS:       {panel.RoleOwner},
	panel.ViewContacts:  {panel.RoleOwner},
	panel.EditContacts:  {panel.RoleOwner},
	panel.ViewOrders:    {panel.RoleOwner},
	panel.PlaceOrders:   {panel.RoleOwner},
	panel.ApproveOrders: {panel.RoleOwner},
	panel.ResolveOrders: {panel.RoleOwner},
	panel.ViewIncidents: {panel.RoleAdmin, panel.RoleOwner},
	panel.ViewCustomers: {panel.RoleOwner},
	panel.EditCustomers: {panel.RoleOwner},
	panel.ViewLedger:    {panel.RoleOwner},
	panel.TakeMoney:     {panel.RoleOwner},
	panel.AdjustLedger:  {panel.RoleOwner},
	panel.ViewPrices:    {panel.RoleOwner},
	panel.EditPrices:    {panel.RoleOwner},
	panel.ManageStaff:   {panel.RoleOwner},
	panel.ManageVendors: {panel.RoleOwner},
	panel.ManageLimits:  {panel.RoleOwner},
	panel.ManagePay:     {panel.RoleOwner},
	panel.ViewJobs:      {panel.RoleAdmin, panel.RoleOwner},
	panel.ManageJobs:    {panel.RoleAdmin, panel.RoleOwner},
	panel.ViewAudit:     {panel.RoleAdmin, panel.RoleOwner},
	panel.ViewCalls:     {panel.RoleAdmin, panel.RoleOwner},
	panel.UsePortal:     {panel.RoleCustomer},
	panel.RunPlatform:   {panel.RoleAdmin},
	panel.RunRehearsal:  {panel.RoleAdmin},
	panel.UseWorkbench:  {panel.RoleAdmin, panel.RoleOwner},
}

func TestRolesHoldWhatTheTableSays(t *testing.T) {
	t.Parallel()
	for _, p := range panel.Permissions() {
		want, listed := outright[p]
		if !listed {
			t.Errorf("%s is in no line of the test's table", p)
		}
		for _, role := range panel.Roles {
			got := panel.Actor{UserID: 1, Role: role, ResellerID: 1}.May(p)
			if got != slices.Contains(want, role) {
				t.Errorf("%s may %s: %t", role, p, got)
			}
		}
		if (panel.Actor{}).May(p) {
			t.Errorf("nobody may %s", p)
		}
	}
}

func TestStaffMayWhatIsGrantedAndGrantable(t *testing.T) {
	t.Parallel()
	for _, p := range panel.Permissions() {
		granted := panel.Actor{UserID: 1, Role: panel.RoleStaff, ResellerID: 1, Granted: []panel.Permission{p}}
		want := p == panel.SignedIn || slices.Contains(panel.StaffPermissions(), p)
		if got := granted.May(p); got != want {
			t.Errorf("staff with %s granted may: %t, want %t", p, got, want)
		}
	}
	for _, p := range []panel.Permission{panel.ManageStaff, panel.ManageVendors, panel.RunPlatform, panel.RunRehearsal, panel.UsePortal, panel.ViewAudit} {
		if slices.Contains(panel.StaffPermissions(), p) {
			t.Errorf("%s can be granted to staff", p)
		}
	}
}

func TestAPermissionGrantedToACustomerMeansNothing(t *testing.T) {
	t.Parallel()
	a := panel.Actor{UserID: 1, Role: panel.RoleCustomer, ResellerID: 1, CustomerID: 1, Granted: panel.Permissions()}
	for _, p := range panel.Permissions() {
		if a.May(p) != (p == panel.UsePortal || p == panel.SignedIn) {
			t.Errorf("a customer with everything granted may %s: %t", p, a.May(p))
		}
	}
}
