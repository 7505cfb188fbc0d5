// Package panel holds the nouns and the rules of the shop: who may do what,
// which order may move where, what an operation on a product asks for, when a
// DNS record or a registrant is well formed. It is pure: it knows no database,
// no vendor and no page, and imports the standard library only.
package panel
