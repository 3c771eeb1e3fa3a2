"""`sanzhi exchange`: what other departments are told."""
