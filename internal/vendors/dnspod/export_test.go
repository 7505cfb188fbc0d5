package dnspod

// Inner parts that the tests look at.
var (
	Open = open
)
