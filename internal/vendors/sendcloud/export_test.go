package sendcloud

var Open = open
