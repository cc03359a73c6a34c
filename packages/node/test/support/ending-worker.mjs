// A worker that ends before it is ready, and says nothing.
process.exit(0);
