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

// scopeProducts is scope for products: of the customer's own, a customer's user
// sees those that the user holds a right on that is of use there, and those that
// the user ordered.
func (f *filter) scopeProducts(a panel.Actor) {
	f.scope(a, "products")
	if a.Role != panel.RoleCustomer {
		return
	}
	f.and(`(EXISTS (SELECT 1 FROM product_rights AS held WHERE held.reseller_id = products.reseller_id AND held.user_id = ?
			AND held.product_id IN (0, products.id)
			AND (held.action = ? OR held.action = ? AND products.kind <> ? OR held.action LIKE products.kind || '.%'))
		OR EXISTS (SELECT 1 FROM orders AS mine WHERE mine.reseller_id = products.reseller_id AND mine.id = products.order_id AND mine.created_by = ?))`,
		a.UserID, panel.RightView, panel.RightDNS, panel.KindCloud, a.UserID)
}

// scopeWork is scope for what was done to products, orders and jobs: a
// customer's user sees the user's own, and all of the products that the user may
// see by right.
func (f *filter) scopeWork(a panel.Actor, table string) {
	f.scope(a, table)
	if a.Role == panel.RoleCustomer {
		f.and("("+table+".created_by = ? OR "+mayView(table)+")", a.UserID, a.UserID, panel.RightView)
	}
}

// mayView is the condition that a user (?) holds a right (?) on the product of a
// row, or on all of the customer's.
func mayView(table string) string {
	return `EXISTS (SELECT 1 FROM product_rights AS held WHERE held.reseller_id = ` + table + `.reseller_id AND held.user_id = ?
		AND held.product_id IN (0, ` + table + `.product_id) AND held.action = ?)`
}

// scopeNotices is scope for messages to a customer, each of them about a product.
func (f *filter) scopeNotices(a panel.Actor) {
	f.scope(a, "notices")
	if a.Role == panel.RoleCustomer {
		f.and(mayView("notices"), a.UserID, panel.RightView)
	}
}
