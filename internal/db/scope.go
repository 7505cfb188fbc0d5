package db

import "tangelo/internal/panel"

// scope narrows a filter to what the actor may see at all: a reseller's own
// rows, a customer's own. Admins and the panel itself see every reseller's;
// which pages they have is for permissions to say. An actor of no reseller
// who is neither sees nothing.
func (f *filter) scope(a panel.Actor, table string) {
	if a.ResellerID == 0 && (a.System || a.Role == panel.RoleAdmin) {
		return
	}
	f.and(table+".reseller_id = ?", a.ResellerID)
	if a.Role == panel.RoleCustomer {
		f.and(table+".customer_id = ?", a.CustomerID)
	}
}

// scopeReseller is scope for rows that no customer may see.
func (f *filter) scopeReseller(a panel.Actor, table string) {
	if a.Role == panel.RoleCustomer {
		f.and("1 = 0")
		return
	}
	f.scope(a, table)
}
