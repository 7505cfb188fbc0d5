package handlers

func (s *Server) customersRoutes() []Route {
	return nil
}
