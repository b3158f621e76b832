/** Message passing over what the kernel offers: pipes, sockets, message queues. */
module io.ipc4j.msg {
  requires io.ipc4j;
  requires jdk.net;
  requires static org.jspecify;

  provides io.ipc4j.spi.TransportProvider with
      io.ipc4j.msg.mq.MqProvider,
      io.ipc4j.msg.pipe.PipeProvider,
      io.ipc4j.msg.stdio.StdioProvider,
      io.ipc4j.msg.tcp.TcpProvider,
      io.ipc4j.msg.uds.UdsProvider;
}
