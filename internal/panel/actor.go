package panel

import (
	"slices"
	"time"
)

// Role is what kind of account a user has.
type Role string

// The roles.
const (
	RoleAdmin    Role = "admin"    // runs the platform: reads logs, makes resellers, buys nothing
	RoleOwner    Role = "owner"    // a reseller's own account
	RoleStaff    Role = "staff"    // works for a reseller, with a permission set
	RoleCustomer Role = "customer" // a reseller's customer, with rights per product and action
)

// Roles lists every role.
var Roles = []Role{RoleAdmin, RoleOwner, RoleStaff, RoleCustomer}

// Actor is who is asking: a signed-in user, or a job that works for one. The
// zero Actor is nobody and may do nothing but what is public.
type Actor struct {
	UserID     int64
	Role       Role
	ResellerID int64 // 0 for a platform admin
	CustomerID int64 // 0 unless Role is RoleCustomer
	Email      string
	Name       string
	Granted    []Permission // of staff only
	RequestID  string
	IP         string
	Session    string    // hash of the session's id; "" when there is none
	SteppedUp  time.Time // last time this person gave a factor, in this session
	System     bool      // a job or the command line; acts within ResellerID, or everywhere when that is 0
}

// SystemActor acts for the panel itself inside one reseller.
func SystemActor(resellerID int64) Actor {
	return Actor{ResellerID: resellerID, System: true, Name: "system"}
}

// SeesCosts reports whether the actor may see what vendors charge the reseller,
// and with it what is left of prices.
func (a Actor) SeesCosts() bool { return a.May(ViewPrices) || a.May(ViewLedger) }

// May reports whether the actor holds a permission.
func (a Actor) May(p Permission) bool {
	if p == Public || a.System {
		return true
	}
	if a.UserID == 0 {
		return false
	}
	g, known := grants[p]
	if !known {
		return false
	}
	if a.Role == RoleStaff {
		return slices.Contains(g.roles, RoleStaff) || (g.grantable && slices.Contains(a.Granted, p))
	}
	return slices.Contains(g.roles, a.Role)
}

// Home is where the actor lands after signing in.
func (a Actor) Home() string {
	switch a.Role {
	case RoleAdmin:
		return "/admin"
	case RoleCustomer:
		return "/my"
	case RoleOwner, RoleStaff:
		return "/"
	}
	return "/login"
}
