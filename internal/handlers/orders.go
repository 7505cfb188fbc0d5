package handlers

func (s *Server) ordersRoutes() []Route {
	return nil
}
