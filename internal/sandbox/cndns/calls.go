package cndns

import "slices"

type hostName string

const (
	apiHost     hostName = "api"
	checkHost   hostName = "dmcheck"
	supportHost hostName = "support"
)

const domainListName = "cndns.domain.list"

// call is one entry of the document: adding a call is adding a line here, its
// result table to codes, and its run function.
type call struct {
	name     string // catalogue id
	path     string
	oldPath  string // the document's other path, served too, and alone with Options.OldSitePaths
	misprint string // a further path that the document prints, served too
	action   string // as printed in the document's answers, slips included
	run      func(*request) (any, error)
	host     hostName // empty is apiHost
	open     bool     // answers without authentication
	bareCode bool     // failures carry the code alone
	freeText bool     // failures carry words alone, apart from those of the authentication
	bare     bool     // the document's examples lack the envelope that its table has; so does a dirty server at times
	tickets  bool     // coupons are ticketid and voucherids
	lists    []string // parameters that may hold commas
	reads    bool     // changes nothing
}

// calls are all calls, by product.
var calls = join(
	commonCalls, contactCalls, domainCalls, transferCalls, recordCalls, auditCalls, cloudCalls,
	hostingCalls, databaseCalls, mailCalls, giftCalls, ticketCalls, siteBuilderCalls, edmCalls, smsCalls, qituibaoCalls, soukeyiCalls, cdnCalls, ddosCalls, bccCalls, aliEcsCalls,
)

func join(products ...[]call) []*call {
	var all []*call
	for _, product := range products {
		for _, one := range slices.Clone(product) {
			if one.host == "" {
				one.host = apiHost
			}
			all = append(all, &one)
		}
	}
	return all
}

// CallNames lists the catalogue ids of all calls, for switches of trouble.
func CallNames() []string {
	names := make([]string, 0, len(calls))
	for _, c := range calls {
		names = append(names, c.name)
	}
	return names
}
