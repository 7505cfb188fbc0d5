// Package chaos gives the panel a bad day and counts the damage. A vendor, a
// process of its own, executes and does not answer, answers and does not
// execute, executes late, answers nonsense; the panel, one or several other
// processes, is killed with signal 9 again and again while orders of every kind
// are placed by HTTP. In the end the vendor's own books are held against the
// panel's: nothing may have been bought twice, nothing bought may be unknown, no
// order may have got another's thing.
package chaos
