package cndns

import "tangelo/internal/vendors/endpoint"

// OrderState is the state of an order of CDN, DDoS protection, Baidu's or Alibaba's hosts. It
// says nothing about whether a machine is switched on.
type OrderState string

// The states of an order.
const (
	OrderNew       OrderState = "0"
	OrderRunning   OrderState = "1"
	OrderPaused    OrderState = "2"
	OrderWorking   OrderState = "3"
	OrderDeleted   OrderState = "4"
	OrderStopped   OrderState = "5"
	OrderWaiting   OrderState = "6"
	OrderExpired   OrderState = "7"
	OrderExhausted OrderState = "9"
)

// OrderStates lists the documented states.
var OrderStates = map[OrderState]endpoint.Words{
	OrderNew:       {Zh: "未开通", En: "not opened"},
	OrderRunning:   {Zh: "运行", En: "running"},
	OrderPaused:    {Zh: "暂停", En: "paused"},
	OrderWorking:   {Zh: "处理中", En: "being worked on"},
	OrderDeleted:   {Zh: "已删除", En: "deleted"},
	OrderStopped:   {Zh: "管理员停止", En: "stopped by the administrator"},
	OrderWaiting:   {Zh: "待开通", En: "waiting to open"},
	OrderExpired:   {Zh: "到期停止", En: "stopped at its expiry"},
	OrderExhausted: {Zh: "超流量停止", En: "stopped, traffic used up"},
}
