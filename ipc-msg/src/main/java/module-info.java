/** Message passing over what the kernel offers: pipes, sockets, message queues. */
module io.ipc4j.msg {
  requires io.ipc4j;
  requires static org.jspecify;
}
