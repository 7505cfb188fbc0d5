package alipay

import "tangelo/internal/vendors/endpoint"

// Open reads the envelope of an answer, whoever signed it.
func Open(body []byte) (endpoint.Opened, error) {
	in, err := read(body)
	return in.Opened, err
}

// OpenSigned reads an answer as the client does.
func (c *Client) OpenSigned(status int, body []byte) (endpoint.Opened, error) {
	return c.protocol.Open(endpoint.Reply{Status: status, Body: body})
}

// ReadBill reads the text of a bill.
func ReadBill(text string) ([]BillLine, error) { return parseBill(text) }
