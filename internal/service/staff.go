package service

import (
	"context"
	"slices"
	"strings"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// Staff lists the owners and the staff of the actor's reseller.
func (a *App) Staff(ctx context.Context, actor panel.Actor) ([]panel.User, error) {
	if err := require(actor, panel.ManageStaff); err != nil {
		return nil, err
	}
	owners, err := a.DB.Users(ctx, actor, db.UserFilter{Role: panel.RoleOwner})
	if err != nil {
		return nil, err
	}
	staff, err := a.DB.Users(ctx, actor, db.UserFilter{Role: panel.RoleStaff})
	return append(owners, staff...), err
}

// Factors says which of the reseller's people have a second factor, by id.
func (a *App) Factors(ctx context.Context, actor panel.Actor) (map[int64]bool, error) {
	if err := require(actor, panel.ManageStaff); err != nil {
		return nil, err
	}
	return a.DB.ConfirmedFactors(ctx, actor)
}

// StaffMember reads one staff account. Owners are no staff.
func (a *App) StaffMember(ctx context.Context, actor panel.Actor, id int64) (panel.User, error) {
	if err := require(actor, panel.ManageStaff); err != nil {
		return panel.User{}, err
	}
	user, err := a.DB.UserOf(ctx, actor, id)
	if err == nil && user.Role != panel.RoleStaff {
		err = panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return user, err
}

// AddStaff makes a staff account with a permission set. Whoever makes one knows
// its password and could act through it: it asks for a fresh factor of the actor.
func (a *App) AddStaff(ctx context.Context, actor panel.Actor, n NewAccount, factor string) (id int64, err error) {
	if err := require(actor, panel.ManageStaff); err != nil {
		return 0, err
	}
	if err := checkGrants(n.Granted); err != nil {
		return 0, err
	}
	n.Role, n.ResellerID, n.CustomerID = panel.RoleStaff, actor.ResellerID, 0
	return a.addKnownPerson(ctx, actor, n, factor)
}

// addKnownPerson makes an account whose password the actor has chosen, once the
// actor has given a fresh factor. A form with other faults is told of them first.
func (a *App) addKnownPerson(ctx context.Context, actor panel.Actor, n NewAccount, factor string) (id int64, err error) {
	if err := panel.InvalidFields(n.tidy().problems()); err != nil {
		return 0, err
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return 0, err
	}
	return a.AddAccount(ctx, actor, n)
}

func checkGrants(granted []panel.Permission) error {
	for _, p := range granted {
		if !slices.Contains(panel.StaffPermissions(), p) {
			return panel.InvalidFields([]panel.Problem{{Field: "permissions", Key: "problem.option"}})
		}
	}
	return nil
}

// SetStaffPermissions replaces the permission set of a staff account. A change
// asks for a fresh factor of the actor and ends the account's sessions.
func (a *App) SetStaffPermissions(ctx context.Context, actor panel.Actor, id int64, granted []panel.Permission, factor string) error {
	user, err := a.StaffMember(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := checkGrants(granted); err != nil {
		return err
	}
	granted = slices.Compact(slices.Sorted(slices.Values(granted)))
	if slices.Equal(granted, user.Granted) {
		return nil
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return err
	}
	t := &act{
		Action: "staff.permissions", Kind: "user", ID: id, Name: user.Email, ResellerID: user.ResellerID,
		Before: map[string]any{"permissions": user.Granted}, After: map[string]any{"permissions": granted},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.SetPermissions(ctx, user.ResellerID, id, granted); err != nil {
			return err
		}
		return tx.EndSessions(ctx, id, "")
	})
}

// DisableStaff bars a staff account from signing in. It asks for nothing: whoever
// sees a thief at work must not look for a code first.
func (a *App) DisableStaff(ctx context.Context, actor panel.Actor, id int64) error {
	user, err := a.StaffMember(ctx, actor, id)
	if err != nil {
		return err
	}
	return a.setDisabled(ctx, actor, user, true)
}

// EnableStaff lets a staff account in again. It asks for a fresh factor of the
// actor.
func (a *App) EnableStaff(ctx context.Context, actor panel.Actor, id int64, factor string) error {
	user, err := a.StaffMember(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return err
	}
	return a.setDisabled(ctx, actor, user, false)
}

// SetStaffPassword gives a staff account a new password and ends its sessions. It
// asks for a fresh factor of the actor.
func (a *App) SetStaffPassword(ctx context.Context, actor panel.Actor, id int64, password, factor string) error {
	user, err := a.StaffMember(ctx, actor, id)
	if err != nil {
		return err
	}
	return a.setPassword(ctx, actor, user, password, factor)
}

// ResetStaffFactor takes the second factor of a staff account away, for a
// colleague who lost both the app and the recovery codes: see resetFactor. It
// asks for a fresh factor of the actor.
func (a *App) ResetStaffFactor(ctx context.Context, actor panel.Actor, id int64, reason, factor string) error {
	user, err := a.StaffMember(ctx, actor, id)
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return err
	}
	return a.resetFactor(ctx, actor, user, reason)
}

// ResetFactor takes the second factor of any account away. Only the panel itself
// may: there is a command for whoever runs the machine.
func (a *App) ResetFactor(ctx context.Context, actor panel.Actor, email, reason string) error {
	if !actor.System {
		return panel.Errorf(panel.Forbidden, nil, "error.forbidden")
	}
	user, err := a.DB.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return panel.InvalidFields([]panel.Problem{{Field: "reason", Key: "problem.required"}})
	}
	return a.resetFactor(ctx, actor, user, reason)
}

// resetFactor takes away a second factor that is in use, for a reason, ends the
// account's sessions, and has its person told at the next login.
func (a *App) resetFactor(ctx context.Context, actor panel.Actor, user panel.User, reason string) error {
	f, _, _, err := a.DB.SecondFactor(ctx, user.ID)
	if err != nil {
		return err
	}
	if !f.Confirmed() {
		return panel.Errorf(panel.Conflict, nil, "error.factor.exists")
	}
	t := &act{
		Action: "factor.reset", Kind: "user", ID: user.ID, Name: user.Email, ResellerID: user.ResellerID,
		After: map[string]string{"reason": strings.TrimSpace(reason)},
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.ResetFactor(ctx, user.ID); err != nil {
			return err
		}
		return tx.EndSessions(ctx, user.ID, "")
	})
}

// tellFactorReset leaves a message in the first session after a reset.
func tellFactorReset(ctx context.Context, tx *db.Tx, user panel.User, idHash string) error {
	tell, err := tx.TellFactorReset(ctx, user.ID)
	if err != nil || !tell {
		return err
	}
	return tx.AddFlash(ctx, idHash, db.Flash{Tone: "warn", Key: "account.factor.taken"})
}

// setDisabled bars an account the caller may manage, or lets it in again.
func (a *App) setDisabled(ctx context.Context, actor panel.Actor, user panel.User, disabled bool) error {
	if user.ID == actor.UserID {
		return panel.Errorf(panel.Conflict, nil, "error.user.self")
	}
	if user.Disabled == disabled {
		return nil
	}
	t := &act{Action: "user.enable", Kind: "user", ID: user.ID, Name: user.Email, ResellerID: user.ResellerID}
	if disabled {
		t.Action = "user.disable"
	}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error { return tx.SetDisabled(ctx, user.ID, disabled) })
}

// setPassword replaces the password of an account the caller may manage, once
// the actor has given a fresh factor.
func (a *App) setPassword(ctx context.Context, actor panel.Actor, user panel.User, password, factor string) error {
	if err := panel.InvalidFields(checkPassword("password", password, user.Email)); err != nil {
		return err
	}
	if err := a.stepUp(ctx, actor, factor); err != nil {
		return err
	}
	hash := a.hashPassword(password)
	t := &act{Action: "password.reset", Kind: "user", ID: user.ID, Name: user.Email, ResellerID: user.ResellerID}
	return a.recorded(ctx, actor, t, func(tx *db.Tx) error {
		if err := tx.SetPassword(ctx, user.ID, hash); err != nil {
			return err
		}
		return tx.EndSessions(ctx, user.ID, "")
	})
}
