package io.ipc4j.tool.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with one page, driven by its DevTools protocol. Ends with {@link #close}.
 * What the page complains about is kept in {@link #complaints()}.
 */
final class Browser implements AutoCloseable, WebSocket.Listener {

  private static final long PATIENCE_SECONDS = 120;
  private static final Pattern ADDRESS = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final StringBuilder part = new StringBuilder();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> calls = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();
  private volatile String session = "";

  private Browser(Process process) throws Exception {
    this.process = process;
    this.socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address(process)), this)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Where Chromium is installed, if it is. */
  static Optional<Path> executable() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path executable, Path profile) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            executable.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--user-data-dir=" + profile,
            "--remote-debugging-port=0",
            "about:blank");
    builder.environment().put("TMPDIR", profile.getParent().toString());
    Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      Browser browser = new Browser(process);
      browser.attach();
      return browser;
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String address(Process process) throws Exception {
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          StringBuilder said = new StringBuilder();
          try (BufferedReader lines = process.errorReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              said.append(line).append('\n');
              Matcher matcher = ADDRESS.matcher(line);
              if (matcher.find()) {
                found.complete(matcher.group(1));
              }
            }
          } catch (IOException e) {
            said.append(e);
          }
          found.completeExceptionally(new IOException("Chromium ended: " + said));
        });
    return found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void attach() throws Exception {
    String target = call("Target.createTarget", "url", "about:blank").get("targetId").getAsString();
    JsonObject parameters = new JsonObject();
    parameters.addProperty("targetId", target);
    parameters.addProperty("flatten", true);
    session = call("Target.attachToTarget", parameters).get("sessionId").getAsString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", new JsonObject());
    }
  }

  /** Loads a page, and waits until it has run its script. */
  void open(Path page) throws Exception {
    loaded = new CompletableFuture<>();
    call("Page.navigate", "url", page.toUri().toString());
    loaded.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The value of an expression in the page. */
  JsonElement evaluate(String expression) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("returnByValue", true);
    JsonObject answer = call("Runtime.evaluate", parameters);
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    return answer.getAsJsonObject("result").get("value");
  }

  /** Lays the page out for a medium and a colour scheme. */
  void emulate(String medium, String scheme) throws Exception {
    JsonObject feature = new JsonObject();
    feature.addProperty("name", "prefers-color-scheme");
    feature.addProperty("value", scheme);
    com.google.gson.JsonArray features = new com.google.gson.JsonArray();
    features.add(feature);
    JsonObject parameters = new JsonObject();
    parameters.addProperty("media", medium);
    parameters.add("features", features);
    call("Emulation.setEmulatedMedia", parameters);
  }

  /** Makes the window so wide and high. */
  void resize(int width, int height) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("width", width);
    parameters.addProperty("height", height);
    parameters.addProperty("deviceScaleFactor", 1);
    parameters.addProperty("mobile", false);
    call("Emulation.setDeviceMetricsOverride", parameters);
  }

  /** Moves the pointer. */
  void point(double x, double y) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("type", "mouseMoved");
    parameters.addProperty("x", x);
    parameters.addProperty("y", y);
    call("Input.dispatchMouseEvent", parameters);
  }

  /** A picture of the whole page. */
  byte[] screenshot() throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("captureBeyondViewport", true);
    String data = call("Page.captureScreenshot", parameters).get("data").getAsString();
    return java.util.Base64.getDecoder().decode(data);
  }

  /** Errors and warnings of the page so far. */
  List<String> complaints() {
    return complaints;
  }

  /** Addresses that the page has asked for, itself included. */
  List<String> requests() {
    return requests;
  }

  private JsonObject call(String method, String name, String value) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty(name, value);
    return call(method, parameters);
  }

  private JsonObject call(String method, JsonObject parameters) throws Exception {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    calls.put(id, answer);
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    if (!session.isEmpty()) {
      message.addProperty("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonObject reply = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (reply.has("error")) {
      throw new IllegalStateException(method + ": " + reply.get("error"));
    }
    return reply.getAsJsonObject("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      JsonObject message = JsonParser.parseString(part.toString()).getAsJsonObject();
      part.setLength(0);
      take(message);
    }
    webSocket.request(1);
    return CompletableFuture.completedStage(null);
  }

  private void take(JsonObject message) {
    if (message.has("id")) {
      CompletableFuture<JsonObject> call = calls.remove(message.get("id").getAsInt());
      if (call != null) {
        call.complete(message);
      }
      return;
    }
    JsonObject parameters = message.getAsJsonObject("params");
    switch (message.get("method").getAsString()) {
      case "Page.loadEventFired" -> loaded.complete(null);
      case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        if (!parameters.get("type").getAsString().equals("log")) {
          complaints.add(parameters.toString());
        }
      }
      case "Network.requestWillBeSent" ->
          requests.add(parameters.getAsJsonObject("request").get("url").getAsString());
      default -> {
        // nothing that a test asks about
      }
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    client.shutdownNow();
  }
}
