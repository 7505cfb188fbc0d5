package wechatpay

import (
	"net/http"

	"tangelo/internal/vendors/endpoint"
)

// Open reads an answer with status 200, whoever signed it.
func Open(body []byte) (endpoint.Opened, error) { return read(http.StatusOK, body) }

// OpenSigned reads an answer as the client does.
func (c *Client) OpenSigned(status int, header http.Header, body []byte) (endpoint.Opened, error) {
	return c.protocol.Open(endpoint.Reply{Status: status, Header: header, Body: body})
}

// ReadBill reads the text of a bill.
func ReadBill(text string) ([]BillLine, error) { return parseBill(text) }
