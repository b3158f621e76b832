package io.ipc4j.shm.point;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Requester;
import io.ipc4j.channel.Responder;
import io.ipc4j.channel.SendResult;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcClosedException;
import io.ipc4j.error.IpcTimeoutException;
import io.ipc4j.region.Held;
import io.ipc4j.region.Region;
import io.ipc4j.region.RegionSemaphore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What a victim does, from its first call to its last. */
enum Script {
  /** First in a namespace that doesn't exist: everything is created, used and removed. */
  ALONE {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver receiver = ipc.receiver(CHANNEL)) {
        idle(receiver);
        Thread virtual = Thread.ofVirtual().start(() -> idle(receiver));
        virtual.join();
        try (Sender sender = ipc.sender(CHANNEL)) {
          long sent = fill(sender, oracle);
          receive(receiver, (int) sent, oracle);
        }
      }
    }

    private static void idle(Receiver receiver) {
      try {
        int ignored =
            receiver.poll(
                (memory, offset, length) -> {
                  throw new AssertionError("a message of nobody");
                },
                1,
                NAP);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Until there is no room, for which it then waits in vain; how many were sent. */
    private static long fill(Sender sender, Oracle oracle) throws InterruptedException {
      for (long number = 0; ; number++) {
        oracle.attempt(number);
        if (sender.trySend(Numbered.message(number)) != SendResult.SENT) {
          try {
            SendResult result = sender.send(Numbered.message(number), NAP);
            throw new AssertionError(result);
          } catch (IpcTimeoutException e) {
            return number;
          }
        }
        oracle.acknowledge(number);
      }
    }
  },

  /** Sends to a receiver that is there, slower at times. */
  SENDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender sender = ipc.sender(CHANNEL)) {
        sendAll(sender, oracle);
      }
    }
  },

  /** Receives from a sender that is there, then leaves the rest to others. */
  RECEIVER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver receiver = ipc.receiver(CHANNEL)) {
        LockSupport.parkNanos(NAP.toNanos()); // the sender runs out of room, and sleeps
        receive(receiver, MESSAGES / 2, oracle);
      }
    }
  },

  /** Publishes to subscribers that are there. */
  PUBLISHER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender publisher = ipc.publisher(CHANNEL)) {
        sendAll(publisher, oracle);
      }
    }
  },

  /** Subscribes beside others, and leaves. */
  SUBSCRIBER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver subscriber = ipc.subscriber(CHANNEL)) {
        receive(subscriber, MESSAGES / 2, oracle);
      }
    }
  },

  /** Publishes to subscribers that are there, and keeps its latest for those who come late. */
  KEEPING_PUBLISHER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender publisher = ipc.publisher(KEPT)) {
        sendAll(publisher, oracle);
      }
    }
  },

  /** Subscribes late, begins with what was kept, and leaves. */
  LATE_SUBSCRIBER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver subscriber = ipc.subscriber(KEPT)) {
        receive(subscriber, MESSAGES / 2, oracle);
      }
    }
  },

  /** Sends to a receiver that is there, in a larger ring and without a pause. */
  STREAMING_SENDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender sender = ipc.sender(STREAM)) {
        for (long number = 0; number < STREAMED; number++) {
          oracle.attempt(number);
          send(sender, number, oracle);
        }
      }
    }
  },

  /** Sends to a receiver that is there, and keeps each message until it is acknowledged. */
  ACKNOWLEDGED_SENDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender sender = ipc.sender(ACKNOWLEDGED)) {
        sendAll(sender, oracle);
      }
    }
  },

  /** Sends to receivers that compete. */
  COMPETING_SENDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender sender = ipc.sender(SHARED)) {
        sendAll(sender, oracle);
      }
    }
  },

  /** Competes for messages with a receiver that is there, and leaves while it handles one. */
  COMPETING_RECEIVER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver receiver = ipc.receiver(SHARED)) {
        receive(receiver, MESSAGES / 4, oracle);
        leave(receiver);
      }
    }

    private static void leave(Receiver receiver) throws InterruptedException {
      try {
        int handled = 0;
        while (handled == 0) {
          handled = receiver.poll((memory, offset, length) -> receiver.close(), 1, NAP);
        }
        throw new AssertionError("it goes on");
      } catch (IpcClosedException e) {
        // the message is given back
      }
    }
  },

  /** Sends to a receiver that is there, and doesn't wait for it. */
  OVERWRITING_SENDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Sender sender = ipc.sender(OVERWRITTEN)) {
        while (!sender.isConnected()) {
          pause();
        }
        for (long number = 0; number < OVERWRITTEN_MESSAGES; number++) {
          oracle.attempt(number);
          send(sender, number, oracle);
        }
      }
    }
  },

  /** Receives from a sender that doesn't wait for it, and leaves. */
  OVERRUN_RECEIVER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Receiver receiver = ipc.receiver(OVERWRITTEN)) {
        receive(receiver, 4, oracle);
        LockSupport.parkNanos(NAP.toNanos()); // and is overrun
        receive(receiver, 4, oracle);
      }
    }
  },

  /** Asks a responder that is there. */
  REQUESTER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Requester requester = ipc.requester(CHANNEL)) {
        for (int number = 0; number < REQUESTS; number++) {
          oracle.attempt(number);
          MemorySegment reply = ask(requester, Numbered.message(number), number).memory();
          if (Numbered.number(reply, 0, reply.byteSize()) != number) {
            throw new AssertionError("corrupt reply to " + number);
          }
          oracle.acknowledge(number);
        }
      }
    }

    /** Waiting and not, in turn. */
    private static Message ask(Requester requester, byte[] request, int number)
        throws InterruptedException {
      if (number % 2 == 0) {
        return requester.request(request, PATIENCE);
      }
      CompletableFuture<Message> reply = new CompletableFuture<>();
      MemorySegment bytes = MemorySegment.ofArray(request);
      while (requester.tryRequest(bytes, 0, request.length, reply) != SendResult.SENT) {
        int ignored = requester.poll(1);
      }
      while (!reply.isDone()) {
        int ignored = requester.poll(1);
      }
      return reply.join();
    }
  },

  /** Answers a requester that is there, and leaves. */
  RESPONDER {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Responder responder = ipc.responder(CHANNEL)) {
        int[] handled = {0};
        while (handled[0] < REQUESTS) {
          int ignored =
              responder.poll(
                  (memory, offset, length, replyTo) -> {
                    oracle.handle(Numbered.number(memory, offset, length), false);
                    handled[0]++;
                    SendResult _ =
                        replyTo.tryReply(
                            memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
                  },
                  4,
                  NAP);
        }
      }
    }
  },

  /** Uses every object of a region that others use too. */
  REGION {
    @Override
    void with(Ipc ipc, Oracle oracle) throws InterruptedException {
      try (Region region = ipc.regions().createOrAttach(RegionUse.NAME, RegionUse.SIZE)) {
        RegionUse use = new RegionUse(region);
        for (int number = 0; number < ROUNDS; number++) {
          oracle.attempt(number);
          use.count(PATIENCE);
          oracle.acknowledge(number);
          try (Held _ = region.readWriteLock("rw").writeLock().lock(PATIENCE)) {
            pause();
          }
          try (Held _ = region.readWriteLock("rw").readLock().lock(PATIENCE)) {
            writeInVain(region);
          }
          RegionSemaphore permits = region.semaphore("permits", RegionUse.PERMITS);
          permits.acquire(1 + number % RegionUse.PERMITS, PATIENCE).close();
          region.event("event").signal();
          region.latch("latch", ROUNDS).countDown();
          meet(region);
        }
      }
      try (Region own = ipc.regions().create("own", 100)) {
        own.force();
      }
      boolean ignored = ipc.regions().remove("own");
    }

    private static void writeInVain(Region region) throws InterruptedException {
      try {
        Held held = region.readWriteLock("rw").writeLock().lock(NAP);
        throw new AssertionError(held);
      } catch (IpcTimeoutException e) {
        // it is read
      }
    }

    private static void meet(Region region) throws InterruptedException {
      try {
        boolean ignored = region.barrier("barrier", 2).await(NAP);
      } catch (IpcTimeoutException e) {
        // nobody came: the arrival was undone, which is as good
      }
    }
  };

  /** The channel of all scripts. */
  static final String CHANNEL = "c";

  /** The channel with a larger ring. */
  static final String STREAM = "s";

  /** How many messages are sent there: more than make a stream. */
  static final int STREAMED = 120;

  /** The channel whose receivers compete. */
  static final String SHARED = "q";

  /** The channel whose messages are kept until they are acknowledged. */
  static final String ACKNOWLEDGED = "a";

  /** The channel whose oldest messages give way. */
  static final String OVERWRITTEN = "o";

  /** How many messages are sent there. */
  static final int OVERWRITTEN_MESSAGES = 60;

  /** The channel whose publishers keep their latest messages. */
  static final String KEPT = "k";

  /** How many of them. */
  static final int HISTORY = 4;

  /** How many messages are sent. */
  static final int MESSAGES = 36;

  /** How many requests are made, or answered. */
  static final int REQUESTS = 8;

  /** How often a region's objects are used. */
  static final int ROUNDS = 4;

  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NAP = Duration.ofMillis(20);

  /** Does everything, with a session of its own. */
  final void run(IpcConfig config, Oracle oracle) throws InterruptedException {
    try (Ipc ipc = Ipc.open(config)) {
      with(ipc, oracle);
    }
  }

  /** Does what comes between the session's opening and its closing. */
  abstract void with(Ipc ipc, Oracle oracle) throws InterruptedException;

  private static void pause() {
    LockSupport.parkNanos(1_000_000);
  }

  private static void sendAll(Sender sender, Oracle oracle) throws InterruptedException {
    long first = oracle.first();
    for (long number = first; number < first + MESSAGES; number++) {
      oracle.attempt(number);
      send(sender, number, oracle);
      if (number % 8 == 0) {
        pause(); // so that the other side falls asleep
      }
    }
  }

  private static void send(Sender sender, long number, Oracle oracle) throws InterruptedException {
    byte[] message = Numbered.message(number);
    // From an array into what is claimed, or from a segment by the transport itself.
    SendResult result =
        number % 2 == 0
            ? sender.send(message, PATIENCE)
            : sender.send(MemorySegment.ofArray(message), 0, message.length, PATIENCE);
    if (result != SendResult.SENT) {
      throw new AssertionError(result + " for " + number);
    }
    oracle.acknowledge(number);
  }

  /** The second half on a virtual thread, on whose behalf the session's waiter sleeps. */
  private static void receive(Receiver receiver, int count, Oracle oracle)
      throws InterruptedException {
    int first = count - count / 2;
    receiveHere(receiver, first, oracle);
    if (count > first) {
      Thread rest = Thread.ofVirtual().start(() -> receiveHere(receiver, count - first, oracle));
      rest.join();
    }
  }

  private static void receiveHere(Receiver receiver, int count, Oracle oracle) {
    int[] left = {count};
    try {
      while (left[0] > 0) {
        int ignored =
            receiver.poll(
                (memory, offset, length) -> {
                  left[0]--;
                  oracle.handle(Numbered.number(memory, offset, length), receiver.isRedelivered());
                },
                Math.min(4, left[0]),
                NAP);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
