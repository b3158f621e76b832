package io.ipc4j.examples.chat;

import io.ipc4j.channel.Codec;
import java.lang.foreign.MemorySegment;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The forms of the chat's messages: a byte that says which one, and then its fields. */
final class ChatCodec<T> implements Codec<T> {
  static final Codec<Line> LINE = new ChatCodec<>(ChatCodec::line, ChatCodec::line);
  static final Codec<Request> REQUEST = new ChatCodec<>(ChatCodec::request, ChatCodec::request);
  static final Codec<Reply> REPLY = new ChatCodec<>(ChatCodec::reply, ChatCodec::reply);

  private final BiConsumer<FieldWriter, T> writer;
  private final Function<FieldReader, T> reader;

  private ChatCodec(BiConsumer<FieldWriter, T> writer, Function<FieldReader, T> reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** A message by itself: what requesters and responders take. */
  static <T> MemorySegment toMemory(Codec<T> codec, T value) {
    MemorySegment memory = MemorySegment.ofArray(new byte[Math.toIntExact(codec.sizeOf(value))]);
    codec.encode(value, memory, 0);
    return memory;
  }

  @Override
  public long sizeOf(T value) {
    FieldWriter counting = new FieldWriter(null, 0);
    writer.accept(counting, value);
    return counting.length();
  }

  @Override
  public void encode(T value, MemorySegment memory, long offset) {
    writer.accept(new FieldWriter(memory, offset), value);
  }

  @Override
  public T decode(MemorySegment memory, long offset, long length) {
    FieldReader fields = new FieldReader(memory, offset, length);
    T value = reader.apply(fields);
    fields.end();
    return value;
  }

  private static void line(FieldWriter out, Line line) {
    out.number(line.number()).number(line.time()).constant(line.kind());
    out.text(line.who()).text(line.text());
  }

  private static Line line(FieldReader in) {
    return new Line(in.number(), in.number(), in.constant(Line.Kind.class), in.text(), in.text());
  }

  private static void whisper(FieldWriter out, Whisper whisper) {
    out.number(whisper.number()).number(whisper.time());
    out.text(whisper.from()).text(whisper.text());
  }

  private static Whisper whisper(FieldReader in) {
    return new Whisper(in.number(), in.number(), in.text(), in.text());
  }

  private static void request(FieldWriter out, Request request) {
    switch (request) {
      case Request.Join r -> out.tag(1).text(r.name()).text(r.room()).number(r.ticket());
      case Request.Say r ->
          out.tag(2).number(r.ticket()).number(r.number()).tag(r.action() ? 1 : 0).text(r.text());
      case Request.Tell r ->
          out.tag(3).number(r.ticket()).number(r.number()).text(r.to()).text(r.text());
      case Request.Rename r -> out.tag(4).number(r.ticket()).number(r.number()).text(r.name());
      case Request.Who r -> out.tag(5).number(r.ticket());
      case Request.Rooms r -> out.tag(6).number(r.ticket());
      case Request.Fetch r -> out.tag(7).number(r.ticket()).number(r.after());
      case Request.Listen r -> out.tag(8).number(r.ticket()).number(r.heard());
      case Request.Leave r -> out.tag(9).number(r.ticket());
    }
  }

  private static Request request(FieldReader in) {
    int tag = in.tag();
    return switch (tag) {
      case 1 -> new Request.Join(in.text(), in.text(), in.number());
      case 2 -> new Request.Say(in.number(), in.number(), in.flag(), in.text());
      case 3 -> new Request.Tell(in.number(), in.number(), in.text(), in.text());
      case 4 -> new Request.Rename(in.number(), in.number(), in.text());
      case 5 -> new Request.Who(in.number());
      case 6 -> new Request.Rooms(in.number());
      case 7 -> new Request.Fetch(in.number(), in.number());
      case 8 -> new Request.Listen(in.number(), in.number());
      case 9 -> new Request.Leave(in.number());
      default -> throw FieldReader.malformed("there is no request " + tag);
    };
  }

  private static void reply(FieldWriter out, Reply reply) {
    switch (reply) {
      case Reply.Joined r ->
          out.tag(1)
              .number(r.ticket())
              .number(r.life())
              .text(r.name())
              .text(r.room())
              .list(r.history(), ChatCodec::line)
              .number(r.last());
      case Reply.Done r -> out.tag(2).number(r.last());
      case Reply.Listed r -> out.tag(3).list(r.entries(), FieldWriter::text);
      case Reply.Lines r ->
          out.tag(4).text(r.room()).list(r.lines(), ChatCodec::line).number(r.last());
      case Reply.News r ->
          out.tag(5).list(r.whispers(), ChatCodec::whisper).text(r.room()).number(r.last());
      case Reply.Refused r -> out.tag(6).constant(r.reason()).text(r.text());
    }
  }

  private static Reply reply(FieldReader in) {
    int tag = in.tag();
    return switch (tag) {
      case 1 ->
          new Reply.Joined(
              in.number(),
              in.number(),
              in.text(),
              in.text(),
              in.list(ChatCodec::line),
              in.number());
      case 2 -> new Reply.Done(in.number());
      case 3 -> new Reply.Listed(in.list(FieldReader::text));
      case 4 -> new Reply.Lines(in.text(), in.list(ChatCodec::line), in.number());
      case 5 -> new Reply.News(in.list(ChatCodec::whisper), in.text(), in.number());
      case 6 -> new Reply.Refused(in.constant(Reply.Reason.class), in.text());
      default -> throw FieldReader.malformed("there is no reply " + tag);
    };
  }
}
