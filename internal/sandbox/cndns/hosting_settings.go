package cndns

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// pause reads a state: 1 runs, 2 pauses.
func (r *request) pause(param, bad string) (paused bool, err error) {
	state := r.get(param)
	return state == "2", checks(check{state != "1" && state != "2", bad})
}

func setFTPState(r *request, host *VirtualHost) (string, error) {
	paused, err := r.pause("ftpstate", "13102")
	if err != nil {
		return "", err
	}
	host.FTPPause = paused
	return r.get("ftpstate"), nil
}

func setWebState(r *request, host *VirtualHost) (string, error) {
	paused, err := r.pause("webstate", "13102")
	if err != nil {
		return "", err
	}
	host.WebPause = paused
	return r.get("webstate"), nil
}

func setHostPassword(r *request, host *VirtualHost) (string, error) {
	password := r.raw("newpassword")
	if !ftpPassword(password) {
		return "", fail("10017")
	}
	host.Password = private(password)
	return "", nil
}

var (
	pageForm     = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.[A-Za-z]{2,5}$`)
	notFoundForm = regexp.MustCompile(`^[A-Za-z0-9_-]+([/.][A-Za-z0-9_-]+)*\.html?$`)
)

func setDefaultPages(r *request, host *VirtualHost) (string, error) {
	var pages []string
	for page := range strings.SplitSeq(r.get("defaultpage"), ",") {
		page = strings.TrimSpace(page)
		if !pageForm.MatchString(page) {
			return "", fail("13106")
		}
		pages = append(pages, page)
	}
	host.DefaultPages = pages
	return strings.Join(pages, ","), nil
}

// setNotFoundPage takes plain pages only; without one the system's is shown.
func setNotFoundPage(r *request, host *VirtualHost) (string, error) {
	path := strings.TrimPrefix(r.get("pagepath"), "/")
	if path != "" && !notFoundForm.MatchString(path) {
		return "", fail("13108")
	}
	host.NotFoundPage = path
	return path, nil
}

// choose reads one of a few values.
func (r *request) choose(param, bad string, values ...string) (string, error) {
	value := r.get(param)
	return value, checks(check{!slices.Contains(values, value), bad})
}

func setNetVersion(r *request, host *VirtualHost) (string, error) {
	version, err := r.choose("netversion", "13110", "1", "2", "4")
	if err != nil {
		return "", err
	}
	host.NetVersion = version
	return version, nil
}

func setErrorType(r *request, host *VirtualHost) (string, error) {
	kind, err := r.choose("errortype", "13119", "0", "1")
	if err != nil {
		return "", err
	}
	host.ErrorType = kind
	return kind, nil
}

func setLogAccess(r *request, host *VirtualHost) (string, error) {
	access, err := r.choose("logaccess", "13124", "0", "1")
	if err != nil {
		return "", err
	}
	host.LogAccess = access
	return access, nil
}

func setDefaultAccess(r *request, host *VirtualHost) (string, error) {
	access, err := r.choose("grantaccess", "13112", "1", "2")
	if err != nil {
		return "", err
	}
	host.Refusing = access == "2"
	return access, nil
}

// denyIP works while everybody may come.
func denyIP(r *request, host *VirtualHost) (string, error) {
	return r.listIP(&host.Denied, !host.Refusing, "13115", "13116")
}

// grantIP works while nobody may come.
func grantIP(r *request, host *VirtualHost) (string, error) {
	return r.listIP(&host.Granted, host.Refusing, "13117", "13118")
}

// listIP adds an address to a list or takes it out. A list that would have no effect, and an
// address that is not there to be taken out, refuse with failed. Adding again changes nothing.
func (r *request) listIP(list *[]string, effective bool, badOption, failed string) (string, error) {
	ip, operation := r.get("ip"), r.get("operation")
	entry := ip + "/" + r.get("mask")
	at := slices.Index(*list, entry)
	if err := checks(
		check{!ipv4(ip), "13113"},
		check{!mask(r.get("mask")), "13114"},
		check{operation != "1" && operation != "2", badOption},
		check{!effective || operation == "2" && at < 0, failed},
	); err != nil {
		return "", err
	}
	switch {
	case operation == "2":
		*list = slices.Delete(*list, at, at+1)
	case at < 0:
		*list = append(*list, entry)
	}
	return operation + " " + entry, nil
}

func ipv4(text string) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.Is4()
}

// mask tells whether a text is a netmask: ones, then noughts.
func mask(text string) bool {
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is4() {
		return false
	}
	var bits uint32
	for _, b := range address.As4() {
		bits = bits<<8 | uint32(b)
	}
	return bits != 0 && ^bits&(^bits+1) == 0
}

// addressPattern is an address or a range of them, "218.85.*" or "218.85.132.*".
var addressPattern = regexp.MustCompile(`^\d{1,3}(\.\d{1,3}){0,3}(\.\*){0,3}$`)

func addressRange(text string) bool {
	parts := strings.Split(text, ".")
	if !addressPattern.MatchString(text) || len(parts) > 4 || parts[len(parts)-1] != "*" && len(parts) < 4 {
		return false
	}
	return !slices.ContainsFunc(parts, func(part string) bool { return len(part) == 3 && part > "255" })
}

// setFolderAccess lets only some addresses read a folder, or lifts it again.
func setFolderAccess(r *request, host *VirtualHost) (string, error) {
	folder, named := cleanPath(r.get("folderpath"))
	operation, list := r.get("operation"), []string{}
	if r.get("ip") != "" {
		list = strings.Split(r.get("ip"), ",")
	}
	_, limited := host.Folders[folder]
	if err := checks(
		check{!named || inRoot(folder), "13122"},
		check{len(r.get("ip")) > 200 || slices.ContainsFunc(list, func(ip string) bool { return !addressRange(ip) }), "13113"},
		check{operation != "1" && operation != "2", "13121"},
		check{operation == "2" && !limited, "13123"},
	); err != nil {
		return "", err
	}
	if operation == "2" {
		delete(host.Folders, folder)
	} else {
		host.Folders[folder] = list
	}
	return operation + " " + folder, nil
}

// restartTomcat is for JSP hosts whose web service runs.
func restartTomcat(_ *request, host *VirtualHost) (string, error) {
	if err := checks(check{host.Kind != "jsp", "10018"}, check{host.WebPause, "13138"}); err != nil {
		return "", err
	}
	host.Restarts++
	return "", nil
}
