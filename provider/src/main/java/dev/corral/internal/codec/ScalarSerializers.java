package dev.corral.internal.codec;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.ImmutableSerializer;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** Serializers of small JDK types for which Kryo has none, or one that loses something. */
final class ScalarSerializers {

  private ScalarSerializers() {}

  /** With its length checked before anything is allocated. */
  static final class BooleanArray extends Serializer<boolean[]> {

    BooleanArray() {
      setAcceptsNull(false);
    }

    @Override
    public void write(Kryo kryo, Output output, boolean[] array) {
      output.writeVarInt(array.length, true);
      output.writeBooleans(array, 0, array.length);
    }

    @Override
    public boolean[] read(Kryo kryo, Input input, Class<? extends boolean[]> type) {
      return input.readBooleans(input.readVarInt(true));
    }
  }

  /** With script and extensions, which Kryo's own forgets. */
  static final class Locales extends ImmutableSerializer<Locale> {

    @Override
    public void write(Kryo kryo, Output output, Locale locale) {
      output.writeString(locale.getLanguage());
      output.writeString(locale.getCountry());
      output.writeString(locale.getVariant());
      boolean simple = simple(locale).equals(locale);
      output.writeString(simple ? "" : locale.toLanguageTag());
    }

    @Override
    public Locale read(Kryo kryo, Input input, Class<? extends Locale> type) {
      String language = input.readString();
      String country = input.readString();
      String variant = input.readString();
      String tag = input.readString();
      if (tag.isEmpty()) {
        return new Locale(language, country, variant);
      }
      try {
        return new Locale.Builder().setLanguageTag(tag).setVariant(variant).build();
      } catch (IllformedLocaleException e) {
        throw new KryoException(e);
      }
    }

    private static Locale simple(Locale locale) {
      return new Locale(locale.getLanguage(), locale.getCountry(), locale.getVariant());
    }
  }

  /** In any locale, which Kryo's own makes depend on the reader's. */
  @SuppressWarnings("JavaUtilDate")
  static final class Calendars extends Serializer<GregorianCalendar> {

    @Override
    public void write(Kryo kryo, Output output, GregorianCalendar calendar) {
      output.writeString(calendar.getTimeZone().getID());
      output.writeLong(calendar.getTimeInMillis());
      output.writeLong(calendar.getGregorianChange().getTime());
      output.writeBoolean(calendar.isLenient());
      output.writeByte(calendar.getFirstDayOfWeek());
      output.writeByte(calendar.getMinimalDaysInFirstWeek());
    }

    @Override
    public GregorianCalendar read(Kryo kryo, Input input, Class<? extends GregorianCalendar> type) {
      GregorianCalendar calendar =
          new GregorianCalendar(TimeZone.getTimeZone(input.readString()), Locale.ROOT);
      long millis = input.readLong();
      calendar.setGregorianChange(new Date(input.readLong()));
      calendar.setLenient(input.readBoolean());
      calendar.setFirstDayOfWeek(input.readByte());
      calendar.setMinimalDaysInFirstWeek(input.readByte());
      calendar.setTimeInMillis(millis);
      return calendar;
    }
  }

  /** A map's entry that stands alone. */
  static final class Pair extends Serializer<Map.Entry<?, ?>> {

    private final Maker maker;

    Pair(Maker maker) {
      this.maker = maker;
    }

    @Override
    public void write(Kryo kryo, Output output, Map.Entry<?, ?> entry) {
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
    }

    @Override
    public Map.Entry<?, ?> read(Kryo kryo, Input input, Class<? extends Map.Entry<?, ?>> type) {
      Object key = kryo.readClassAndObject(input);
      return maker.make(key, kryo.readClassAndObject(input));
    }

    /** Makes an entry. */
    interface Maker {
      Map.Entry<?, ?> make(Object key, Object value);
    }
  }

  /** A class of which there is but one instance. */
  static final class Constant extends ImmutableSerializer<Object> {

    private final Object instance;

    Constant(Object instance) {
      this.instance = instance;
    }

    @Override
    public void write(Kryo kryo, Output output, Object object) {}

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      return instance;
    }
  }

  /** {@code Collections.reverseOrder(comparator)}. */
  static final class Reversed extends Serializer<Comparator<?>> {

    @Override
    public void write(Kryo kryo, Output output, Comparator<?> comparator) {
      kryo.writeClassAndObject(output, comparator.reversed());
    }

    @Override
    public Comparator<?> read(Kryo kryo, Input input, Class<? extends Comparator<?>> type) {
      return Collections.reverseOrder((Comparator<?>) kryo.readClassAndObject(input));
    }
  }
}
