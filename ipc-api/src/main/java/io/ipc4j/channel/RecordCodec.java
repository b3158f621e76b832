package io.ipc4j.channel;

import io.ipc4j.error.ErrorIds;
import io.ipc4j.error.ErrorText;
import io.ipc4j.error.IpcUsageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** The codec of one record class; see {@link Codecs#record}. Immutable, safe for any thread. */
final class RecordCodec<R extends Record> implements Codec<R> {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfChar CHAR = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);
  private static final long PADDING = 8;

  /** How one type of component is written and read. */
  private interface Form {
    long size();

    default long alignment() {
      return size();
    }

    void write(MemorySegment memory, long at, Object value);

    Object read(MemorySegment memory, long at);
  }

  private record Field(long at, Form form, MethodHandle accessor) {}

  private final Class<R> type;
  private final MethodHandle constructor;
  private final List<Field> fields;
  private final long size;
  private final long alignment;

  private RecordCodec(
      Class<R> type, MethodHandle constructor, List<Field> fields, long size, long alignment) {
    this.type = type;
    this.constructor = constructor;
    this.fields = fields;
    this.size = size;
    this.alignment = alignment;
  }

  static <R extends Record> RecordCodec<R> of(MethodHandles.Lookup lookup, Class<R> type) {
    return of(lookup, type, Set.of());
  }

  /**
   * Makes the codec of a record class.
   *
   * @param around the record classes that this one is a part of
   */
  private static <R extends Record> RecordCodec<R> of(
      MethodHandles.Lookup lookup, Class<R> type, Set<Class<?>> around) {
    Set<Class<?>> within = new HashSet<>(around);
    within.add(type);
    try {
      RecordComponent[] components = type.getRecordComponents();
      List<Field> fields = new ArrayList<>();
      Class<?>[] types = new Class<?>[components.length];
      long end = 0;
      long widest = 1;
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Form form = form(lookup, components[i], within);
        long at = align(end, form.alignment());
        fields.add(new Field(at, form, lookup.unreflect(components[i].getAccessor())));
        end = at + form.size();
        widest = Math.max(widest, form.alignment());
      }
      MethodHandle constructor =
          lookup.findConstructor(type, MethodType.methodType(void.class, types));
      return new RecordCodec<>(
          type,
          constructor.asSpreader(Object[].class, components.length),
          List.copyOf(fields),
          align(Math.max(end, 1), PADDING),
          widest);
    } catch (IllegalAccessException | NoSuchMethodException e) {
      throw new IpcUsageException(
          ErrorIds.BAD_VALUE,
          ErrorText.of("record", type.getName())
              .problem("the lookup has no access to it")
              .remedy("Pass MethodHandles.lookup() of a class that may call its constructor")
              .toString(),
          e);
    }
  }

  private static long align(long offset, long alignment) {
    return (offset + alignment - 1) & -alignment;
  }

  private static Form form(
      MethodHandles.Lookup lookup, RecordComponent component, Set<Class<?>> within) {
    Class<?> type = component.getType();
    if (type.isPrimitive()) {
      return Primitive.of(type);
    }
    if (type.isEnum()) {
      return new OfEnum(type, List.of(type.getEnumConstants()));
    }
    if (type.isRecord() && !within.contains(type)) {
      return new OfRecord(of(lookup, type.asSubclass(Record.class), within));
    }
    throw new IpcUsageException(
        ErrorIds.BAD_VALUE,
        ErrorText.of("record", component.getDeclaringRecord().getName())
            .and("component", component.getName())
            .problem("its type " + type.getName() + " has no fixed size")
            .allowed("primitive types, enums, and records of those that do not contain themselves")
            .toString());
  }

  private enum Primitive implements Form {
    BOOLEAN(1) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) ((Boolean) value ? 1 : 0));
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        byte value = memory.get(ValueLayout.JAVA_BYTE, at);
        if (value != 0 && value != 1) {
          throw Codecs.malformed("a boolean of value " + value);
        }
        return value == 1;
      }
    },
    BYTE(1) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (Byte) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at);
      }
    },
    SHORT(2) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.SHORT, at, (Short) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.SHORT, at);
      }
    },
    CHAR(2) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.CHAR, at, (Character) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.CHAR, at);
      }
    },
    INT(4) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.INT, at, (Integer) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.INT, at);
      }
    },
    LONG(8) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.LONG, at, (Long) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.LONG, at);
      }
    },
    FLOAT(4) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.FLOAT, at, (Float) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.FLOAT, at);
      }
    },
    DOUBLE(8) {
      @Override
      public void write(MemorySegment memory, long at, Object value) {
        memory.set(RecordCodec.DOUBLE, at, (Double) value);
      }

      @Override
      public Object read(MemorySegment memory, long at) {
        return memory.get(RecordCodec.DOUBLE, at);
      }
    };

    private final long size;

    Primitive(long size) {
      this.size = size;
    }

    static Primitive of(Class<?> type) {
      return valueOf(type.getName().toUpperCase(Locale.ROOT));
    }

    @Override
    public long size() {
      return size;
    }
  }

  private record OfEnum(Class<?> type, List<Object> values) implements Form {
    @Override
    public long size() {
      return Integer.BYTES;
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // the documented form
    public void write(MemorySegment memory, long at, Object value) {
      memory.set(INT, at, ((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(MemorySegment memory, long at) {
      int index = memory.get(INT, at);
      if (index < 0 || index >= values.size()) {
        throw Codecs.malformed("no " + type.getSimpleName() + " has number " + index);
      }
      return values.get(index);
    }
  }

  private record OfRecord(RecordCodec<?> codec) implements Form {
    @Override
    public long size() {
      return codec.size;
    }

    @Override
    public long alignment() {
      return codec.alignment;
    }

    @Override
    public void write(MemorySegment memory, long at, Object value) {
      codec.put(value, memory, at);
    }

    @Override
    public Object read(MemorySegment memory, long at) {
      return codec.take(memory, at);
    }
  }

  @Override
  public long sizeOf(R value) {
    return size;
  }

  @Override
  public OptionalLong fixedSize() {
    return OptionalLong.of(size);
  }

  @Override
  public void encode(R value, MemorySegment memory, long offset) {
    put(value, memory, offset);
  }

  @Override
  public R decode(MemorySegment memory, long offset, long length) {
    if (length != size) {
      throw Codecs.malformed(length + " bytes instead of the " + size + " of " + type.getName());
    }
    return take(memory, offset);
  }

  private void put(Object value, MemorySegment memory, long offset) {
    memory.asSlice(offset, size).fill((byte) 0); // what lies between the components is defined
    for (Field field : fields) {
      field.form().write(memory, offset + field.at(), invoke(field.accessor(), value));
    }
  }

  private R take(MemorySegment memory, long offset) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).form().read(memory, offset + fields.get(i).at());
    }
    try {
      return type.cast(invoke(constructor, values));
    } catch (RuntimeException e) { // the record checks what it is made of
      throw Codecs.malformed("not a " + type.getName() + ": " + e.getMessage(), e);
    }
  }

  private static Object invoke(MethodHandle handle, Object argument) {
    try {
      return handle.invoke(argument);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a record's accessor or constructor failed", e);
    }
  }
}
