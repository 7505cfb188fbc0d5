package cndns

import (
	"regexp"
	"slices"
)

// siteUpgrade is where a site may go: the plan or the room changes.
type siteUpgrade struct {
	plan     sitePlan
	location string
	room     string
}

// upgrades lists what a site may become. A site overseas stays there, and plans of
// another line cannot be reached.
func (s *Site) upgrades() []siteUpgrade {
	own, _ := sitePlanOf(s.Plan)
	if own.level == 0 {
		return nil
	}
	var list []siteUpgrade
	for _, plan := range sitePlans {
		if plan.level == 0 || plan.mini != own.mini || plan.rank < own.rank {
			continue
		}
		if own.mini {
			list = append(list, siteUpgrade{plan: plan, location: s.Location})
			continue
		}
		for _, location := range siteLocations[1:] {
			list = append(list, siteUpgrade{plan: plan, location: location})
		}
		for _, room := range siteRooms {
			list = append(list, siteUpgrade{plan, room.location, room.id})
		}
	}
	return slices.DeleteFunc(list, func(u siteUpgrade) bool {
		return u.plan.tag == own.tag && s.inRoom(u.location, u.room) || s.Location == overseas && u.location != overseas
	})
}

func (s *Site) inRoom(location, room string) bool {
	return shanghai(s.Location) == shanghai(location) && s.Room == room
}

func siteUpgrades(r *request) (any, error) {
	site, err := r.site("12125", "12125")
	if err != nil {
		return nil, err
	}
	var list []row
	for _, u := range site.upgrades() {
		list = append(list, row{
			{"roomid", u.room}, {"sitetype", u.plan.tag}, {"location", " " + u.location}, {"Terminnal", site.terminal()},
		})
	}
	if list == nil {
		return nil, fail("19114")
	}
	return list, nil
}

var webNameForm = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]{2,63}$`)

// upgradeSite moves a site to another plan or room and charges the difference for the
// time left. A free site is paid for anew, for so many years.
func upgradeSite(r *request) (any, error) {
	name, tag, location := r.get("webname"), r.get("sitetag"), r.get("location")
	if err := checks(
		check{name == "" && tag == "" && location == "", "10012"},
		check{name == "", "10015"},
		check{tag == "", "12119"},
		check{location == "", "19122"},
		check{!webNameForm.MatchString(name), "12122"},
	); err != nil {
		return nil, err
	}
	site, err := r.site("10015", "12121")
	if err != nil {
		return nil, err
	}
	target, err := r.siteTarget(site)
	if err != nil {
		return nil, err
	}
	price, years, err := r.siteUpgradePrice(site, target)
	if err != nil {
		return nil, err
	}
	if err := r.charge(site.Name, price, "10021"); err != nil {
		return nil, err
	}
	if site.Free {
		site.Expires, site.Free = r.now.AddDate(years, 0, 0), false
	}
	site.Plan, site.Location, site.Room = target.plan.tag, target.location, target.room
	return "", nil
}

// siteTarget reads where an upgrade goes.
func (r *request) siteTarget(site *Site) (siteUpgrade, error) {
	plan, _ := sitePlanOf(r.get("sitetag"))
	own, _ := sitePlanOf(site.Plan)
	to := siteUpgrade{plan: plan, location: r.get("location"), room: r.get("roomid")}
	room, found := siteRoomOf(to.room)
	return to, checks(
		check{own.level == 0, "19114"},
		check{to.room != "" && !digits(to.room), "19135"},
		check{to.room != "" && !found, "19132"},
		check{!slices.Contains(siteLocations, to.location), "19134"},
		check{to.room != "" && (room.location == overseas) != (to.location == overseas), "19134"},
		check{site.Location == overseas && to.location != overseas, "19131"},
		check{plan.tag == own.tag && site.inRoom(to.location, to.room), "19133"},
		check{!site.inRoom(to.location, to.room) && len(site.Domains) > 0, "12129"},
		check{plan.level == 0 || plan.mini != own.mini || plan.rank < own.rank || site.over(r.now), "12123"},
	)
}

// siteUpgradePrice is the difference for the months left, or the whole price of the years
// that the upgrade of a free site must name.
func (r *request) siteUpgradePrice(site *Site, to siteUpgrade) (fen int64, years int, err error) {
	yearly := to.plan.price(site.PC, site.Mobile, to.location)
	if !site.Free {
		return max((yearly-site.yearly())*site.monthsLeft(r.now)/12, 0), 0, nil
	}
	years, ok := r.number("years")
	if !ok || !within(years, 1, 5) {
		return 0, 0, fail("19117")
	}
	return yearly * int64(years), years, nil
}
