const char *hello(void);
const char *world(void);
