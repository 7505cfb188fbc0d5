package handlers

func (s *Server) productsRoutes() []Route {
	return nil
}
