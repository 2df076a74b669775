"""The recipe that makes Lubok's shipped model: pictures, captions, and the three networks trained on them."""
