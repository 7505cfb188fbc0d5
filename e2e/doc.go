// Package e2e lives the panel's story as a person does: a real browser, the
// real program, the simulated vendors over HTTP. Its tests carry the build tag
// "browser".
package e2e
