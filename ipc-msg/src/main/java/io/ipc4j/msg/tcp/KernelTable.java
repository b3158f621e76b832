package io.ipc4j.msg.tcp;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of the TCP sockets of this network namespace, as {@code /proc/self/net/tcp}
 * shows it at one moment. Immutable; reading takes longer the more sockets there are.
 */
final class KernelTable {
  /** What awaits a retransmission, in {@link Row#timer}. */
  static final int RETRANSMITS = 1;

  /** What asks a closed window whether it has opened, in {@link Row#timer}. */
  static final int PROBES = 4;

  private static final int COLUMNS = 10;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /**
   * One socket.
   *
   * @param unacknowledged bytes that the other end's kernel has not acknowledged
   * @param timer what the kernel waits for
   * @param retransmissions how often the oldest bytes were sent again in vain
   * @param probes how many probes of a closed window had no answer
   * @param inode tells the socket from others
   */
  record Row(long unacknowledged, int timer, long retransmissions, long probes, String inode) {}

  private final Map<String, Row> rows = new HashMap<>();

  private KernelTable() {}

  /** Reads the table; it is empty where the system doesn't show it. */
  static KernelTable read() {
    KernelTable table = new KernelTable();
    table.add("/proc/self/net/tcp");
    table.add("/proc/self/net/tcp6");
    return table;
  }

  private void add(String file) {
    try (BufferedReader lines = new BufferedReader(new FileReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length >= COLUMNS && columns[0].endsWith(":")) {
          rows.put(columns[1] + " " + columns[2], row(columns));
        }
      }
    } catch (IOException | NumberFormatException e) {
      rows.clear(); // another system: nothing is known
    }
  }

  private static Row row(String[] columns) {
    return new Row(
        Long.parseLong(columns[4].substring(0, columns[4].indexOf(':')), 16),
        Integer.parseInt(columns[5].substring(0, columns[5].indexOf(':')), 16),
        Long.parseLong(columns[6], 16),
        Long.parseLong(columns[8]),
        columns[9]);
  }

  /** A connected socket, or null if it isn't shown. */
  @Nullable Row find(InetSocketAddress local, InetSocketAddress remote) {
    Row row = rows.get(narrow(local) + " " + narrow(remote));
    return row != null ? row : rows.get(wide(local) + " " + wide(remote));
  }

  /** The inode of the socket that listens at an address, or of one at all of them; or null. */
  @Nullable String listener(InetSocketAddress address) {
    String nobody = ":0000";
    for (InetAddress host : new InetAddress[] {address.getAddress(), anyLocal(address)}) {
      InetSocketAddress at = new InetSocketAddress(host, address.getPort());
      for (Map.Entry<String, Row> entry : rows.entrySet()) {
        String key = entry.getKey();
        boolean here = key.startsWith(narrow(at) + " ") || key.startsWith(wide(at) + " ");
        if (here && key.endsWith(nobody)) {
          return entry.getValue().inode();
        }
      }
    }
    return null;
  }

  private static InetAddress anyLocal(InetSocketAddress address) {
    return new InetSocketAddress(address.getPort()).getAddress();
  }

  /** As IPv4 sockets are shown; the whole address of an IPv6 one, which matches nothing. */
  private static String narrow(InetSocketAddress address) {
    return words(address.getAddress().getAddress()) + port(address);
  }

  /** As IPv6 sockets are shown, those with mapped IPv4 addresses too. */
  private static String wide(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    if (!(address.getAddress() instanceof Inet4Address)) {
      return words(bytes) + port(address);
    }
    byte[] mapped = new byte[16];
    if (!address.getAddress().isAnyLocalAddress()) {
      mapped[10] = (byte) 0xFF;
      mapped[11] = (byte) 0xFF;
      System.arraycopy(bytes, 0, mapped, 12, bytes.length);
    }
    return words(mapped) + port(address);
  }

  /** The kernel prints words of four bytes as numbers, in the order of the machine. */
  private static String words(byte[] bytes) {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      int at = little ? (i & ~3) + 3 - (i & 3) : i;
      HEX.toHexDigits(text, bytes[at]);
    }
    return text.toString();
  }

  private static String port(InetSocketAddress address) {
    return ":" + HEX.toHexDigits((short) address.getPort());
  }
}
