package endpoint

// Patterns are the named forms, for the tests.
var Patterns = patterns
