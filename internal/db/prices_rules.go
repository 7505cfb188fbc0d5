package db

import (
	"context"
	"fmt"

	"tangelo/internal/panel"
)

const listColumns = `price_lists.id, price_lists.reseller_id, price_lists.version, price_lists.state = 'draft', price_lists.valid_from,
	price_lists.note, price_lists.consents, price_lists.published_at, coalesce(users.name, '')`

const listTables = ` FROM price_lists LEFT JOIN users ON users.id = price_lists.published_by`

func scanPriceList(row scanner) (l panel.PriceList, err error) {
	return l, row.Scan(&l.ID, &l.ResellerID, &l.Version, &l.Draft, moment(&l.From),
		&l.Note, fromJSON(&l.Consents), moment(&l.PublishedAt), &l.Who)
}

const ruleColumns = `price_rules.id, price_rules.label, price_rules.kind, price_rules.suffix, price_rules.months, price_rules.action,
	price_rules.group_id, price_rules.base, price_rules.percent, price_rules.amount_fen, price_rules.floor_fen, price_rules.per_months,
	price_rules.step_fen, price_rules.valid_from, price_rules.valid_until, coalesce(customer_groups.name, '')`

func scanPriceRule(row scanner) (r panel.PriceRule, err error) {
	return r, row.Scan(&r.ID, &r.Label, &r.Kind, &r.Suffix, &r.Months, &r.Action,
		idOf(&r.GroupID), &r.Base, &r.Percent, &r.Amount, &r.Floor, &r.Per,
		&r.Step, moment(&r.From), moment(&r.Until), &r.Group)
}

func (q Queries) priceRules(ctx context.Context, l panel.PriceList) ([]panel.PriceRule, error) {
	rules, err := list(ctx, q.q, scanPriceRule, `SELECT `+ruleColumns+` FROM price_rules
		LEFT JOIN customer_groups ON customer_groups.reseller_id = price_rules.reseller_id AND customer_groups.id = price_rules.group_id
		WHERE price_rules.reseller_id = $1 AND price_rules.list_id = $2 ORDER BY price_rules.id`, l.ResellerID, l.ID)
	if err != nil {
		return nil, fmt.Errorf("rules of price list %d: %w", l.ID, err)
	}
	return rules, nil
}

// priceList reads the first list that a condition leaves; one without ID when
// there is none.
func (q Queries) priceList(ctx context.Context, resellerID int64, condition string, args ...any) (l panel.PriceList, err error) {
	found, err := list(ctx, q.q, scanPriceList, `SELECT `+listColumns+listTables+` WHERE price_lists.reseller_id = $1 AND `+condition+
		` ORDER BY price_lists.version DESC LIMIT 1`, append([]any{resellerID}, args...)...)
	if err != nil || len(found) == 0 {
		return l, err
	}
	l = found[0]
	l.Rules, err = q.priceRules(ctx, l)
	return l, err
}

// Prices reads the price list of a reseller that counts now; one without ID
// when nothing is published.
func (q Queries) Prices(ctx context.Context, resellerID int64) (panel.PriceList, error) {
	return q.priceList(ctx, resellerID, `price_lists.state = 'published' AND price_lists.valid_from <= $2`, q.now().UnixMicro())
}

// NewestPrices reads the price list of a reseller that was published last,
// also when it does not count yet; one without ID when there is none.
func (q Queries) NewestPrices(ctx context.Context, resellerID int64) (panel.PriceList, error) {
	return q.priceList(ctx, resellerID, `price_lists.state = 'published'`)
}

// DraftPrices reads the price list of a reseller that is being worked on; one
// without ID when there is none.
func (q Queries) DraftPrices(ctx context.Context, resellerID int64) (panel.PriceList, error) {
	return q.priceList(ctx, resellerID, `price_lists.state = 'draft'`)
}

// PriceVersions lists what a reseller published, newest first, without rules.
func (q Queries) PriceVersions(ctx context.Context, resellerID int64) ([]panel.PriceList, error) {
	return list(ctx, q.q, scanPriceList, `SELECT `+listColumns+listTables+
		` WHERE price_lists.reseller_id = $1 AND price_lists.state = 'published' ORDER BY price_lists.version DESC LIMIT 50`, resellerID)
}

// AddDraft begins a new version of a reseller's rules with those of the newest
// one. A second draft is a Conflict.
func (tx *Tx) AddDraft(ctx context.Context, resellerID, userID int64) (panel.PriceList, error) {
	newest, err := tx.NewestPrices(ctx, resellerID)
	if err != nil {
		return newest, err
	}
	draft := panel.PriceList{ResellerID: resellerID, Version: newest.Version + 1, Draft: true}
	err = tx.q.QueryRowContext(ctx, `INSERT INTO price_lists (reseller_id, version, state, note, consents, created_by, created_at, published_by)
		VALUES ($1, $2, 'draft', '', '', $3, $4, 0) RETURNING id`, resellerID, draft.Version, userID, tx.Now.UnixMicro()).Scan(&draft.ID)
	if duplicate(err) {
		return draft, panel.Errorf(panel.Conflict, err, "prices.error.draft")
	}
	if err != nil {
		return draft, fmt.Errorf("draft of prices: %w", err)
	}
	for _, r := range newest.Rules {
		r.ID = 0
		if _, err := tx.SavePriceRule(ctx, draft, r); err != nil {
			return draft, err
		}
	}
	draft.Rules, err = tx.priceRules(ctx, draft)
	return draft, err
}

// holdDraft takes the lock of a draft for the rest of the transaction, so that
// nobody publishes it meanwhile. One that is not there or not a draft any more
// is NotFound.
func (tx *Tx) holdDraft(ctx context.Context, draft panel.PriceList) error {
	n, err := changed(ctx, tx.q, `UPDATE price_lists SET version = version WHERE reseller_id = $1 AND id = $2 AND state = 'draft'`, draft.ResellerID, draft.ID)
	if err != nil {
		return fmt.Errorf("draft %d: %w", draft.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "prices.error.nodraft")
	}
	return nil
}

// SavePriceRule adds a rule to a draft, or changes the one with its ID. A rule
// that is not in the draft is NotFound.
func (tx *Tx) SavePriceRule(ctx context.Context, draft panel.PriceList, r panel.PriceRule) (id int64, err error) {
	if err := tx.holdDraft(ctx, draft); err != nil {
		return 0, err
	}
	values := []any{
		draft.ResellerID, draft.ID, r.Label, r.Kind, r.Suffix, r.Months, r.Action, orNull(r.GroupID), r.Base, r.Percent, r.Amount, r.Floor, r.Per,
		r.Step, micros(r.From), micros(r.Until),
	}
	if r.ID == 0 {
		err = tx.q.QueryRowContext(ctx, `INSERT INTO price_rules (reseller_id, list_id, label, kind, suffix, months, action, group_id, base, percent,
				amount_fen, floor_fen, per_months, step_fen, valid_from, valid_until)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`, values...).Scan(&id)
		if err != nil {
			return 0, fmt.Errorf("add price rule: %w", err)
		}
		return id, nil
	}
	n, err := changed(ctx, tx.q, `UPDATE price_rules SET label = $3, kind = $4, suffix = $5, months = $6, action = $7, group_id = $8, base = $9,
			percent = $10, amount_fen = $11, floor_fen = $12, per_months = $13, step_fen = $14, valid_from = $15, valid_until = $16
		 WHERE reseller_id = $1 AND list_id = $2 AND id = $17`, append(values, r.ID)...)
	if err != nil {
		return 0, fmt.Errorf("change price rule %d: %w", r.ID, err)
	}
	if n == 0 {
		return 0, panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return r.ID, nil
}

// DropPriceRule takes a rule out of a draft.
func (tx *Tx) DropPriceRule(ctx context.Context, draft panel.PriceList, id int64) error {
	if err := tx.holdDraft(ctx, draft); err != nil {
		return err
	}
	n, err := changed(ctx, tx.q, `DELETE FROM price_rules WHERE reseller_id = $1 AND list_id = $2 AND id = $3`,
		draft.ResellerID, draft.ID, id)
	if err != nil {
		return fmt.Errorf("drop price rule %d: %w", id, err)
	}
	if n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return nil
}

// DropDraft throws a draft away with its rules.
func (tx *Tx) DropDraft(ctx context.Context, draft panel.PriceList) error {
	if err := tx.holdDraft(ctx, draft); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM price_rules WHERE reseller_id = $1 AND list_id = $2`, `DELETE FROM price_lists WHERE reseller_id = $1 AND id = $2`,
	} {
		if _, err := tx.q.ExecContext(ctx, statement, draft.ResellerID, draft.ID); err != nil {
			return fmt.Errorf("drop draft %d: %w", draft.ID, err)
		}
	}
	return nil
}

// PublishDraft makes a draft count from l.From on, with its note and consents.
// One that was published, dropped or changed meanwhile is a Conflict: what is
// published are l.Rules.
func (tx *Tx) PublishDraft(ctx context.Context, l panel.PriceList, userID int64) error {
	n, err := changed(ctx, tx.q, `UPDATE price_lists SET state = 'published', valid_from = $1, note = $2, consents = $3, published_by = $4, published_at = $5
		 WHERE reseller_id = $6 AND id = $7 AND state = 'draft'`,
		l.From.UnixMicro(), l.Note, toJSON(l.Consents), userID, tx.Now.UnixMicro(), l.ResellerID, l.ID)
	if err != nil {
		return fmt.Errorf("publish price list %d: %w", l.ID, err)
	}
	if n == 0 {
		return panel.Errorf(panel.Conflict, nil, "prices.error.moved")
	}
	// The update has the draft's lock: its rules cannot change any more.
	rules, err := tx.priceRules(ctx, l)
	if err == nil && toJSON(rules) != toJSON(l.Rules) {
		err = panel.Errorf(panel.Conflict, nil, "prices.error.moved")
	}
	return err
}

// Groups lists the customer groups of the actor's reseller by name.
func (q Queries) Groups(ctx context.Context, a panel.Actor) ([]panel.CustomerGroup, error) {
	var f filter
	f.scopeReseller(a, "customer_groups")
	return list(ctx, q.q, func(row scanner) (g panel.CustomerGroup, err error) {
		return g, row.Scan(&g.ID, &g.ResellerID, &g.Name, &g.Members)
	}, `SELECT customer_groups.id, customer_groups.reseller_id, customer_groups.name,
			(SELECT count(*) FROM customer_group_members WHERE customer_group_members.group_id = customer_groups.id)
		FROM customer_groups`+f.where()+` ORDER BY customer_groups.name, customer_groups.id`, f.args...)
}

// AddGroup records a customer group; a second one of its name is Invalid.
func (tx *Tx) AddGroup(ctx context.Context, g panel.CustomerGroup) (id int64, err error) {
	err = tx.q.QueryRowContext(ctx, `INSERT INTO customer_groups (reseller_id, name, created_at) VALUES ($1, $2, $3) RETURNING id`,
		g.ResellerID, g.Name, tx.Now.UnixMicro()).Scan(&id)
	return id, groupNamed(err)
}

// RenameGroup gives a customer group of the actor's reseller another name.
func (tx *Tx) RenameGroup(ctx context.Context, g panel.CustomerGroup) error {
	n, err := changed(ctx, tx.q, `UPDATE customer_groups SET name = $1 WHERE reseller_id = $2 AND id = $3`, g.Name, g.ResellerID, g.ID)
	if err == nil && n == 0 {
		return panel.Errorf(panel.NotFound, nil, "error.notfound")
	}
	return groupNamed(err)
}

func groupNamed(err error) error {
	if duplicate(err) {
		return panel.InvalidFields([]panel.Problem{{Field: "name", Key: "prices.problem.groupname"}})
	}
	if err != nil {
		return fmt.Errorf("customer group: %w", err)
	}
	return nil
}

// SetGroup puts a customer into a group, 0 into none.
func (tx *Tx) SetGroup(ctx context.Context, c panel.Customer, groupID int64) error {
	_, err := tx.q.ExecContext(ctx, `DELETE FROM customer_group_members WHERE reseller_id = $1 AND customer_id = $2`, c.ResellerID, c.ID)
	if err == nil && groupID != 0 {
		_, err = tx.q.ExecContext(ctx, `INSERT INTO customer_group_members (reseller_id, customer_id, group_id) VALUES ($1, $2, $3)`, c.ResellerID, c.ID, groupID)
	}
	if err != nil {
		return fmt.Errorf("group of customer %d: %w", c.ID, err)
	}
	return nil
}

// GroupOf reads which group a customer is in; 0 = none.
func (q Queries) GroupOf(ctx context.Context, resellerID, customerID int64) (int64, error) {
	groups, err := q.GroupMembers(ctx, resellerID, customerID)
	return groups[customerID], err
}

// GroupMembers maps customers of a reseller who are in a group to it; of all
// of them when customerID is 0.
func (q Queries) GroupMembers(ctx context.Context, resellerID, customerID int64) (map[int64]int64, error) {
	groups := map[int64]int64{}
	_, err := list(ctx, q.q, func(row scanner) (struct{}, error) {
		var customer, group int64
		err := row.Scan(&customer, &group)
		groups[customer] = group
		return struct{}{}, err
	}, `SELECT customer_id, group_id FROM customer_group_members WHERE reseller_id = $1 AND (cast($2 AS bigint) = 0 OR customer_id = cast($2 AS bigint))`, resellerID, customerID)
	if err != nil {
		return nil, fmt.Errorf("members of customer groups: %w", err)
	}
	return groups, nil
}
