package io.ipc4j.shm.hostile;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Receiver;
import io.ipc4j.channel.Sender;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.region.Region;
import java.nio.file.Path;
import java.time.Duration;

/** Has channels and a region open whose files somebody cuts, and goes on using them. */
final class CutVictim {
  private static final int MOST = 1 << 16;

  private CutVictim() {}

  private interface Use {
    void run() throws Exception;
  }

  /** Argument: directory. */
  public static void main(String[] args) throws Exception {
    IpcConfig config =
        IpcConfig.builder()
            .set("ipc.transport", "shm")
            .set("ipc.directory", Path.of(args[0]).toString())
            .set("ipc.linger", "10ms")
            .build();
    Ipc ipc = Ipc.open(config);
    Region region = ipc.regions().create("r", MOST);
    Receiver receiver = ipc.receiver("q");
    Sender sender = ipc.sender("q");
    var lock = region.lock("l");
    var held = region.lock("held").lock();
    var permits = region.semaphore("s", 3).acquire(1);
    var latch = region.latch("t", 2);
    System.out.println("ready");
    int ignored = System.in.read();
    tell("lock", () -> lock.tryLock());
    tell("look up", () -> region.lock("l"));
    tell("make", () -> region.semaphore("other", 3));
    tell("give the lock back", held::close);
    tell("give a permit back", permits::close);
    tell("count down", latch::countDown);
    tell("atomic", () -> region.atomics().compareAndSetLong(0, 0, 1));
    tell("write", () -> region.write(MOST - 8, new byte[8]));
    tell("send", () -> sender.send(new byte[100], Duration.ofMillis(10)));
    tell("receive", () -> receiver.poll((memory, offset, length) -> {}, 1));
    tell("close the region", region::close);
    tell("close the sender", sender::close);
    tell("close the receiver", receiver::close);
    tell("close", ipc::close);
    System.out.println("ended");
    System.exit(0);
  }

  private static void tell(String what, Use use) {
    try {
      use.run();
      System.out.println(what + ": done");
    } catch (IpcCorruptException e) {
      System.out.println(what + ": told " + e.detail());
    } catch (Exception | InternalError e) {
      System.out.println(what + ": " + e);
    }
  }
}
