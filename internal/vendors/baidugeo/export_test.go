package baidugeo

import (
	"net/http"

	"tangelo/internal/vendors/endpoint"
)

// Open reads the envelope of an answer with status 200.
func Open(body []byte) (endpoint.Opened, error) { return open(http.StatusOK, body) }

// OpenWith reads the envelope of an answer with any status.
func OpenWith(status int, body []byte) (endpoint.Opened, error) { return open(status, body) }
