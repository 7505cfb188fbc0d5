package db

import (
	"context"
	"fmt"
	"time"

	"tangelo/internal/panel"
)

// AddReseller records a reseller.
func (tx *Tx) AddReseller(ctx context.Context, name string) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO resellers (name, created_at) VALUES ($1, $2) RETURNING id`, name, tx.Now.UnixMicro()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add reseller: %w", err)
	}
	return id, nil
}

// Resellers lists every reseller by name.
func (q Queries) Resellers(ctx context.Context) ([]panel.Reseller, error) {
	return list(ctx, q.q, func(row scanner) (r panel.Reseller, err error) {
		return r, row.Scan(&r.ID, &r.Name, moment(&r.CreatedAt))
	}, `SELECT id, name, created_at FROM resellers ORDER BY name, id`)
}

// AnyUser reports whether an account exists at all.
func (q Queries) AnyUser(ctx context.Context) (bool, error) {
	var n int
	err := q.q.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM users LIMIT 1) AS found`).Scan(&n)
	return n > 0, err
}

// NoUserYet reports whether there is no account at all, and lets nobody else ask
// before the transaction ends: of two first accounts at once one is the first.
func (tx *Tx) NoUserYet(ctx context.Context) (bool, error) {
	var seq int64
	// The head of the panel's own audit chain: whoever makes an account takes it anyway.
	err := tx.lockHead(ctx, `UPDATE audit_heads SET seq = seq WHERE chain = $1 RETURNING seq`,
		`INSERT INTO audit_heads (chain, seq, hash) VALUES ($1, 0, '') ON CONFLICT (chain) DO NOTHING`, 0, &seq)
	if err != nil {
		return false, fmt.Errorf("wait for other accounts: %w", err)
	}
	any, err := tx.AnyUser(ctx)
	return !any, err
}

const userColumns = `users.id, users.reseller_id, users.customer_id, users.role, users.email, users.name,
	users.password_hash, users.disabled_at IS NOT NULL, users.created_at`

func scanUser(row scanner) (u panel.User, err error) {
	return u, row.Scan(&u.ID, idOf(&u.ResellerID), idOf(&u.CustomerID), &u.Role, &u.Email, &u.Name,
		&u.PasswordHash, &u.Disabled, moment(&u.CreatedAt))
}

// AddUser records an account. An e-mail address that is taken is an Invalid error.
func (tx *Tx) AddUser(ctx context.Context, u panel.User) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO users (reseller_id, customer_id, role, email, name, password_hash, password_changed_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7) RETURNING id`,
		orNull(u.ResellerID), orNull(u.CustomerID), u.Role, u.Email, u.Name, u.PasswordHash, tx.Now.UnixMicro()).Scan(&id)
	if duplicate(err) {
		return 0, panel.InvalidFields([]panel.Problem{{Field: "email", Key: "problem.email.taken"}})
	}
	if err != nil {
		return 0, fmt.Errorf("add user: %w", err)
	}
	return id, tx.SetPermissions(ctx, u.ResellerID, id, u.Granted)
}

// SetPermissions replaces the permission set of a staff account.
func (tx *Tx) SetPermissions(ctx context.Context, resellerID, userID int64, granted []panel.Permission) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM staff_permissions WHERE user_id = $1`, userID)
	if err != nil {
		return fmt.Errorf("permissions of user %d: %w", userID, err)
	}
	for _, p := range granted {
		_, err := tx.q.ExecContext(ctx, `INSERT INTO staff_permissions (reseller_id, user_id, permission) VALUES ($1, $2, $3)`, resellerID, userID, p)
		if err != nil {
			return fmt.Errorf("permission %s of user %d: %w", p, userID, err)
		}
	}
	return nil
}

// UserByEmail reads an account by its address in lower case.
func (q Queries) UserByEmail(ctx context.Context, email string) (panel.User, error) {
	return q.user(ctx, `users.email = $1`, email)
}

// UserByID reads an account.
func (q Queries) UserByID(ctx context.Context, id int64) (panel.User, error) {
	return q.user(ctx, `users.id = $1`, id)
}

func (q Queries) user(ctx context.Context, condition string, arg any) (panel.User, error) {
	u, err := scanUser(q.q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users WHERE `+condition, arg))
	if err != nil {
		return u, absent(err, "user")
	}
	return q.withGrants(ctx, u)
}

func (q Queries) withGrants(ctx context.Context, u panel.User) (panel.User, error) {
	if u.Role != panel.RoleStaff {
		return u, nil
	}
	var err error
	u.Granted, err = list(ctx, q.q, func(row scanner) (p panel.Permission, err error) { return p, row.Scan(&p) },
		`SELECT permission FROM staff_permissions WHERE user_id = $1 ORDER BY permission`, u.ID)
	return u, err
}

// UserFilter narrows a list of accounts.
type UserFilter struct {
	Role       panel.Role
	CustomerID int64
}

// Users lists the accounts of the actor's reseller by name.
func (q Queries) Users(ctx context.Context, a panel.Actor, want UserFilter) ([]panel.User, error) {
	var f filter
	f.scope(a, "users")
	if want.Role != "" {
		f.and("users.role = ?", want.Role)
	}
	if want.CustomerID != 0 {
		f.and("users.customer_id = ?", want.CustomerID)
	}
	found, err := list(ctx, q.q, scanUser, `SELECT `+userColumns+` FROM users`+f.where()+` ORDER BY users.name, users.id`, f.args...)
	if err != nil {
		return nil, fmt.Errorf("users: %w", err)
	}
	for i := range found {
		if found[i], err = q.withGrants(ctx, found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// UserOf reads an account of the actor's reseller.
func (q Queries) UserOf(ctx context.Context, a panel.Actor, id int64) (panel.User, error) {
	var f filter
	f.scope(a, "users")
	f.and("users.id = ?", id)
	u, err := scanUser(q.q.QueryRowContext(ctx, `SELECT `+userColumns+` FROM users`+f.where(), f.args...))
	if err != nil {
		return u, absent(err, "user")
	}
	return q.withGrants(ctx, u)
}

// SetPassword stores a new password hash.
func (tx *Tx) SetPassword(ctx context.Context, userID int64, hash string) error {
	_, err := tx.q.ExecContext(ctx, `UPDATE users SET password_hash = $1, password_changed_at = $2 WHERE id = $3`, hash, tx.Now.UnixMicro(), userID)
	if err != nil {
		return fmt.Errorf("password of user %d: %w", userID, err)
	}
	return nil
}

// SetDisabled bars an account from signing in, or lets it again; barring ends
// its sessions.
func (tx *Tx) SetDisabled(ctx context.Context, userID int64, disabled bool) error {
	var at time.Time
	if disabled {
		at = tx.Now
	}
	if _, err := tx.q.ExecContext(ctx, `UPDATE users SET disabled_at = $1 WHERE id = $2`, micros(at), userID); err != nil {
		return fmt.Errorf("disable user %d: %w", userID, err)
	}
	if !disabled {
		return nil
	}
	return tx.EndSessions(ctx, userID, "")
}

// ResellerName reads the name of a reseller.
func (q Queries) ResellerName(ctx context.Context, id int64) (name string, err error) {
	if err := q.q.QueryRowContext(ctx, `SELECT name FROM resellers WHERE id = $1`, id).Scan(&name); err != nil {
		return "", absent(err, "reseller")
	}
	return name, nil
}
