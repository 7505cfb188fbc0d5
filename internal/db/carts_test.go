package db_test

import (
	"testing"

	"tangelo/internal/db"
	"tangelo/internal/panel"
)

// aCart is an open cart with one line, whose form was sent twice.
func (n tenant) aCart(t *testing.T, d *db.DB) (cart panel.Cart, line panel.CartLine) {
	t.Helper()
	ctx := t.Context()
	line = panel.CartLine{ResellerID: n.reseller, AccountID: n.account, Operation: "domain.register", Name: "one.cn", Input: map[string]string{"years": "1"}, FormKey: "form", Key: "key"}
	within(t, d, func(tx *db.Tx) (err error) {
		for range 2 {
			if cart, err = tx.TakeCart(ctx, n.owner, 0); err != nil {
				return err
			}
		}
		line.CartID = cart.ID
		for _, want := range []bool{true, false} {
			id, added, err := tx.AddCartLine(ctx, line)
			if err != nil || added != want {
				t.Errorf("line added = %v (%v), want %v", added, err, want)
			}
			line.ID = id
		}
		twice := line
		twice.FormKey, twice.Key = "other form", "other key"
		if _, _, err := tx.AddCartLine(ctx, twice); !panel.Is(err, panel.Conflict) {
			t.Errorf("the same name twice: %v, want a conflict", err)
		}
		return nil
	})
	return cart, line
}

func TestACartIsOneThingWhileItIsOpen(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ctx, ours, theirs := t.Context(), newTenant(t, d, "ours"), newTenant(t, d, "theirs")
		cart, line := ours.aCart(t, d)
		if cart.Version != 2 {
			t.Errorf("version = %d, want 2 after two changes", cart.Version)
		}
		if _, err := d.Cart(ctx, theirs.owner, cart.ID); !panel.Is(err, panel.NotFound) {
			t.Errorf("another reseller reads it: %v, want not found", err)
		}
		within(t, d, func(tx *db.Tx) error {
			old := cart
			old.Version--
			if closed, err := tx.CloseCart(ctx, old); err != nil || closed {
				t.Errorf("an old version is ordered: %v (%v)", closed, err)
			}
			moved, err := tx.RekeyCartLine(ctx, line, "new key", 6600)
			if again, _ := tx.RekeyCartLine(ctx, line, "newer key", 1); err != nil || !moved || again {
				t.Errorf("new key = %v, a second one %v (%v); want one", moved, again, err)
			}
			return tx.RemoveCartLine(ctx, cart, line.ID)
		})
		if left, err := d.OpenCart(ctx, ours.owner, 0); err != nil || left.Lines != 0 || left.Version != 3 {
			t.Errorf("cart = %+v (%v), want it empty, and changed once more", left, err)
		}
	})
}

func TestAnOrderedCartStaysAsItIs(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, d *db.DB, _ *clock) {
		ctx, ours := t.Context(), newTenant(t, d, "ours")
		cart, line := ours.aCart(t, d)
		order := ours.order(t, d, db.NewOrder{Order: panel.Order{FormKey: "order"}})
		within(t, d, func(tx *db.Tx) error {
			if err := tx.SealCartLine(ctx, line, []byte("secret")); err != nil {
				return err
			}
			for _, want := range []bool{true, false} {
				if closed, err := tx.CloseCart(ctx, cart); err != nil || closed != want {
					t.Errorf("ordered = %v (%v), want %v", closed, err, want)
				}
			}
			return tx.SetCartLineOrder(ctx, line, order.ID)
		})
		lines, err := d.CartLines(ctx, cart)
		if err != nil || len(lines) != 1 || lines[0].Sealed != nil || lines[0].OrderID != order.ID {
			t.Errorf("lines = %+v (%v), want one with its order and no secret", lines, err)
		}
		if of, err := d.PurchaseOf(ctx, order); err != nil || of != cart.ID {
			t.Errorf("purchase of the order = %d (%v), want %d", of, err, cart.ID)
		}
		found, err := d.Orders(ctx, ours.owner, db.OrderFilter{CartID: cart.ID})
		if err != nil || len(found) != 1 {
			t.Errorf("orders of the cart = %d (%v), want 1", len(found), err)
		}
		if err := d.Within(ctx, func(tx *db.Tx) error { return tx.RemoveCartLine(ctx, cart, line.ID) }); !panel.Is(err, panel.NotFound) {
			t.Errorf("a line of an ordered cart is removed: %v, want not found", err)
		}
		within(t, d, func(tx *db.Tx) error { // the next cart is another one
			next, err := tx.TakeCart(ctx, ours.owner, 0)
			if next.ID == cart.ID || next.Lines != 0 {
				t.Errorf("next cart = %+v, want an empty one", next)
			}
			return err
		})
	})
}
