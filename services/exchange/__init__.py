"""数据共享: what other departments are given of the public facts, and how it gets to them."""
