package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/net/idna"

	"tangelo/internal/db"
	"tangelo/internal/panel"
	"tangelo/internal/vendors/cndns"
)

const (
	searchLabels = 20  // of one search
	searchNames  = 200 // of one search
	searchOwn    = 40  // of one search of a customer's
	searchAtOnce = 6   // questions under way
)

var names = idna.New(idna.MapForLookup(), idna.StrictDomainName(true), idna.ValidateLabels(true), idna.Transitional(false))

// NameASCII is a domain name in the form that is stored: lower case, punycode.
func NameASCII(name string) (string, error) {
	ascii, err := names.ToASCII(strings.TrimSuffix(strings.TrimSpace(name), "."))
	if err != nil || !panel.ValidHostname(ascii) {
		return "", panel.InvalidFields([]panel.Problem{{Field: "name", Key: "problem.domain"}})
	}
	return ascii, nil
}

// NameUnicode is a stored domain name as people write it, and as the registrar
// takes it.
func NameUnicode(name string) string {
	if unicode, err := idna.Punycode.ToUnicode(name); err == nil {
		return unicode
	}
	return name
}

func searchJobs() map[string]jobKind {
	return map[string]jobKind{
		"domain.search": {step: (*App).askNames, attempts: 4, lost: (*App).closeSearch},
	}
}

// SearchForm is a wish to know which names are free.
type SearchForm struct {
	Text      string   // labels or whole names, separated by spaces, commas or lines
	Suffixes  []string // Unicode, with their dots
	AccountID int64    // 0 = the first account that can be asked
}

// StartSearch checks a search, records its names and starts the job that asks.
func (a *App) StartSearch(ctx context.Context, actor panel.Actor, f SearchForm) (id int64, err error) {
	if err := a.mayBuy(ctx, actor, "domain.register"); err != nil {
		return 0, err
	}
	account, err := a.registrar(ctx, deskOf(actor), f.AccountID)
	if err != nil {
		return 0, err
	}
	checks, problems := f.checks()
	if actor.Role == panel.RoleCustomer && len(checks) > searchOwn {
		problems = []panel.Problem{{Field: "q", Key: "search.problem.names", Args: []any{"Max", searchOwn}}}
	}
	if err := panel.InvalidFields(problems); err != nil {
		return 0, err
	}
	s := panel.DomainSearch{
		ResellerID: account.ResellerID, UserID: actor.UserID, AccountID: account.ID, Label: strings.Join(searchWords(f.Text), " "), Checks: checks,
	}
	err = a.DB.Within(ctx, func(tx *db.Tx) error {
		if id, err = tx.AddSearch(ctx, s); err != nil {
			return err
		}
		jobID, err := a.startJob(ctx, tx, actor, db.NewJob{Job: panel.Job{
			ResellerID: s.ResellerID, AccountID: s.AccountID, Kind: "domain.search", Subject: s.Label, Input: map[string]string{"search": fmt.Sprint(id)},
		}}, nil)
		if err != nil {
			return err
		}
		return tx.SetSearchJob(ctx, id, jobID)
	})
	return id, err
}

// registrar is the vendor account to register with: the named one, or the first.
func (a *App) registrar(ctx context.Context, actor panel.Actor, id int64) (panel.VendorAccount, error) {
	none := panel.Errorf(panel.Conflict, nil, "domains.error.noaccount")
	if id == 0 {
		all, err := a.registrars(ctx, actor)
		if err != nil || len(all) == 0 {
			return panel.VendorAccount{}, cmp.Or(err, error(none))
		}
		return all[0], nil
	}
	v, err := a.DB.VendorAccount(ctx, actor, id)
	if panel.Is(err, panel.NotFound) || err == nil && v.Vendor != panel.VendorCNDNS {
		return panel.VendorAccount{}, none
	}
	return v, err
}

func (a *App) registrars(ctx context.Context, actor panel.Actor) ([]panel.VendorAccount, error) {
	all, err := a.DB.VendorAccounts(ctx, actor)
	return slices.DeleteFunc(all, func(v panel.VendorAccount) bool { return v.Vendor != panel.VendorCNDNS }), err
}

func searchWords(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n,;，；、", c) })
}

// checks are the names to ask for: every label under every chosen suffix, and
// whole names as they are.
func (f SearchForm) checks() (checks []panel.DomainCheck, problems []panel.Problem) {
	words := searchWords(f.Text)
	if len(words) == 0 {
		return nil, []panel.Problem{{Field: "q", Key: "problem.required"}}
	}
	if len(words) > searchLabels {
		return nil, []panel.Problem{{Field: "q", Key: "search.problem.many", Args: []any{"Max", searchLabels}}}
	}
	seen := map[string]bool{}
	for _, word := range words {
		suffixes, label := f.Suffixes, strings.ToLower(word)
		if rule, whole := panel.SuffixOf(NameUnicode(label)); whole {
			suffixes, label = []string{rule.Suffix}, strings.TrimSuffix(NameUnicode(label), rule.Suffix)
		} else if len(suffixes) == 0 {
			return nil, []panel.Problem{{Field: "suffix", Key: "search.problem.nosuffix"}}
		}
		for _, suffix := range suffixes {
			name, err := NameASCII(label + suffix)
			if _, known := panel.SuffixNamed(suffix); err != nil || !known || strings.Contains(label, ".") {
				return nil, []panel.Problem{{Field: "q", Key: "search.problem.label", Args: []any{"Label", word}}}
			}
			if !seen[name] {
				seen[name] = true
				checks = append(checks, panel.DomainCheck{Position: len(checks), Suffix: suffix, Name: name, State: panel.SearchAsking})
			}
		}
	}
	if len(checks) > searchNames {
		problems = append(problems, panel.Problem{Field: "q", Key: "search.problem.names", Args: []any{"Max", searchNames}})
	}
	return checks, problems
}

// Search reads a search with what is known so far.
func (a *App) Search(ctx context.Context, actor panel.Actor, id int64) (panel.DomainSearch, error) {
	if err := a.mayBuy(ctx, actor, "domain.register"); err != nil {
		return panel.DomainSearch{}, err
	}
	s, err := a.DB.Search(ctx, actor, id)
	if !actor.SeesCosts() {
		for i := range s.Checks {
			s.Checks[i].Cost = 0
		}
	}
	return viewedBy(actor, s), err
}

func (a *App) jobSearch(ctx context.Context, job *panel.Job) (panel.DomainSearch, error) {
	id, err := strconv.ParseInt(job.Input["search"], 10, 64)
	if err != nil {
		return panel.DomainSearch{}, fmt.Errorf("search of job %d: %w", job.ID, err)
	}
	return a.DB.Search(ctx, panel.SystemActor(job.ResellerID), id)
}

// askNames is the step of "domain.search": it asks for the next few names at
// once and stores each answer as it comes.
func (a *App) askNames(ctx context.Context, job *panel.Job) (next, error) {
	s, err := a.jobSearch(ctx, job)
	if err != nil {
		return next{}, err
	}
	client, err := a.cndns(ctx, s.AccountID)
	if err != nil {
		return next{}, err
	}
	asking := slices.DeleteFunc(slices.Clone(s.Checks), func(c panel.DomainCheck) bool { return c.State != panel.SearchAsking })
	var under sync.WaitGroup
	lost := make([]error, min(len(asking), searchAtOnce))
	for i := range lost {
		under.Go(func() { lost[i] = a.askName(ctx, client, s, asking[i]) })
	}
	under.Wait()
	for _, err := range lost {
		if err != nil {
			return next{}, err
		}
	}
	if len(asking) > len(lost) {
		return later(0)
	}
	a.note(ctx, job, "ok", "search.job.done", "Count", len(s.Checks))
	return over()
}

// askName asks for one name and stores what came; no answer is neither free
// nor taken.
func (a *App) askName(ctx context.Context, client *cndns.Client, s panel.DomainSearch, c panel.DomainCheck) error {
	whole := NameUnicode(c.Name)
	answer, err := client.DomainCheck(ctx, cndns.DomainCheckRequest{Label: strings.TrimSuffix(whole, c.Suffix), Suffix: c.Suffix})
	c.State, c.Problem = panel.SearchError, "search.error.registry"
	if err != nil {
		c.Problem = "search.error.vendor"
	} else if state := answer.State(whole); state == cndns.Available {
		c.State, c.Problem = panel.SearchFree, ""
	} else if state == cndns.Unavailable {
		c.State, c.Problem = panel.SearchTaken, ""
	}
	if c.State == panel.SearchFree {
		// A price that cannot be had now is unknown; the name is free all the same.
		if cost, err := a.firstYear(ctx, s, whole); err == nil {
			c.Cost = cost
		}
	}
	return a.DB.Within(context.WithoutCancel(ctx), func(tx *db.Tx) error { return tx.SaveCheck(ctx, s.ID, c) })
}

// closeSearch says of names still waiting that nobody could be asked.
func (a *App) closeSearch(ctx context.Context, job panel.Job, _ error) error {
	s, err := a.jobSearch(ctx, &job)
	if err != nil {
		return err
	}
	return a.DB.Within(ctx, func(tx *db.Tx) error {
		for _, c := range s.Checks {
			if c.State == panel.SearchAsking {
				c.State, c.Problem = panel.SearchError, "search.error.vendor"
				if err := tx.SaveCheck(ctx, s.ID, c); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// firstYear is what registering a name for its shortest time costs the
// reseller, asked for once a day.
func (a *App) firstYear(ctx context.Context, s panel.DomainSearch, whole string) (panel.Fen, error) {
	rule, _ := panel.SuffixOf(whole)
	offer, _ := panel.DomainOffer(whole, rule.Min, panel.PriceBuy)
	c, err := a.DB.CostOf(ctx, s.AccountID, 0, offer)
	if err != nil || c.Fresh(a.Now(), priceAge) {
		return c.Cost, err
	}
	c.ResellerID = s.ResellerID
	if _, err := a.learnCost(ctx, c, s.JobID); err != nil {
		return 0, err
	}
	c, err = a.DB.CostOf(ctx, s.AccountID, 0, offer)
	return c.Cost, err
}

// SearchPrices prices the free names of a search that the actor may read for a
// customer (0 = for one of no group), by name in punycode; nil when the reseller has published no prices.
// Customers get their own prices, without anything they must not see.
func (a *App) SearchPrices(ctx context.Context, actor panel.Actor, id, customerID int64) (map[string]panel.Price, error) {
	if err := a.mayBuy(ctx, actor, "domain.register"); err != nil {
		return nil, err
	}
	s, err := a.DB.Search(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if actor.Role == panel.RoleCustomer {
		customerID = actor.CustomerID
	}
	prices, err := a.DB.Prices(ctx, s.ResellerID)
	if err != nil || prices.ID == 0 {
		return nil, err
	}
	group, err := a.DB.GroupOf(ctx, s.ResellerID, customerID)
	if err != nil {
		return nil, err
	}
	all := map[string]panel.Price{}
	for _, c := range s.Checks {
		whole := NameUnicode(c.Name)
		rule, _ := panel.SuffixOf(whole)
		if offer, ok := panel.DomainOffer(whole, rule.Min, panel.PriceBuy); ok && c.State == panel.SearchFree {
			price := panel.PriceOf(prices.Rules, offer, c.Cost, group, a.Now())
			all[c.Name] = tagFor(actor, panel.PriceTag{Price: price}).Price
		}
	}
	return all, nil
}
