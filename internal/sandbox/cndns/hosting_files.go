package cndns

import (
	"regexp"
	"slices"
	"strings"
)

// webRoot is the folder of a host's site.
const webRoot = "wwwroot"

var pathForm = regexp.MustCompile(`^[\p{Han}A-Za-z0-9_(). -]+(/[\p{Han}A-Za-z0-9_(). -]+)*$`)

// cleanPath is a path without slashes around it; ok is false when its form is wrong.
func cleanPath(text string) (path string, ok bool) {
	path = strings.Trim(text, "/")
	step := func(part string) bool { return strings.Trim(part, ".") == "" }
	return path, pathForm.MatchString(path) && !slices.ContainsFunc(strings.Split(path, "/"), step)
}

func inRoot(path string) bool { return path == webRoot || strings.HasPrefix(path, webRoot+"/") }

// folder reads a folder of the site: Linux hosts want wwwroot in front, Windows hosts refuse it.
func (h *VirtualHost) folder(text string) (string, bool) {
	path, ok := cleanPath(text)
	if !h.offer().kind.windows {
		return path, ok && inRoot(path)
	}
	return webRoot + "/" + path, ok && !inRoot(path)
}

// archive reads the path of an archive with one of the endings. Windows hosts take it with
// or without wwwroot.
func (h *VirtualHost) archive(text string, endings ...string) (string, bool) {
	path, ok := cleanPath(text)
	ends := func(ending string) bool { return strings.HasSuffix(strings.ToLower(path), ending) }
	ok = ok && slices.ContainsFunc(endings, ends)
	if h.offer().kind.windows && !inRoot(path) {
		return webRoot + "/" + path, ok
	}
	return path, ok && inRoot(path)
}

// below are the files in a folder, KB by their path in it.
func (h *VirtualHost) below(folder string) map[string]int {
	found := map[string]int{}
	for path, file := range h.Files {
		if rest, ok := strings.CutPrefix(path, folder+"/"); ok {
			found[rest] = file.KB
		}
	}
	return found
}

func (h *VirtualHost) usedKB() int {
	sum := 0
	for _, file := range h.Files {
		sum += file.KB
	}
	return sum
}

func (h *VirtualHost) usedMB() int { return (h.usedKB() + 1023) / 1024 }

// fits tells whether so many KB more are within the host's capacity.
func (h *VirtualHost) fits(kb int) bool { return h.usedKB()+kb <= h.offer().size.mb*1024 }

func totalKB(files map[string]int) int {
	sum := 0
	for _, kb := range files {
		sum += kb
	}
	return sum
}

// packFolder makes an archive of half the size, in place of one of the same name.
func packFolder(r *request, host *VirtualHost) (string, error) {
	endings := []string{".zip"}
	if host.offer().kind.windows {
		endings = append(endings, ".rar")
	}
	target, targetOK := host.archive(r.get("destfile"), endings...)
	source, sourceOK := host.folder(r.get("sourcefile"))
	files := host.below(source)
	size := (totalKB(files) + 1) / 2
	if err := checks(
		check{!targetOK, "13126"},
		check{!sourceOK, "13127"},
		check{len(files) == 0 || !host.fits(size), "13128"},
	); err != nil {
		return "", err
	}
	host.Files[target] = &HostFile{KB: size, Holds: files}
	return source + " " + target, nil
}

// unpackFile lays an archive's files into a folder. What is no archive of this host's making
// holds one page.
func unpackFile(r *request, host *VirtualHost) (string, error) {
	endings := []string{".zip", ".rar"}
	if !host.offer().kind.windows {
		endings = []string{".zip", ".tar", ".gz", ".tar.bz2"}
	}
	source, sourceOK := host.archive(r.get("sourcezipfile"), endings...)
	target, targetOK := host.folder(r.get("destfolderpath"))
	archive, there := host.Files[source]
	if err := checks(
		check{!sourceOK, "13126"},
		check{!targetOK, "13127"},
		check{!there, "13136"},
	); err != nil {
		return "", err
	}
	holds := archive.Holds
	if len(holds) == 0 {
		holds = map[string]int{"index.htm": 2 * archive.KB}
	}
	if !host.fits(totalKB(holds)) {
		return "", fail("13136")
	}
	for path, kb := range holds {
		host.Files[target+"/"+path] = &HostFile{KB: kb}
	}
	return source + " " + target, nil
}

// deleteFile deletes a file, or a folder with all that is in it.
func deleteFile(r *request, host *VirtualHost) (string, error) {
	path, ok := cleanPath(r.get("delinfo"))
	if !ok || !inRoot(path) || path == webRoot {
		return "", fail("13148")
	}
	below := host.below(path)
	if host.Files[path] == nil && len(below) == 0 {
		return "", fail("13149")
	}
	delete(host.Files, path)
	for rest := range below {
		delete(host.Files, path+"/"+rest)
	}
	return path, nil
}
