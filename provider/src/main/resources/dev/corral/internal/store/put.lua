-- The short way of the most frequent change, in front of mutate.lua: puts on no condition, without tags, that want nothing
-- back and meet nothing unusual. Same KEYS, ARGV and effects as there, and the same reply in another form. What it does not
-- know it leaves to mutate.lua, before it has written anything; by then none of the functions that follow has been made.
if string.sub(ARGV[1], 1, 4) == '*Pn0' and #ARGV == #KEYS + 2 then
  local call, sub, pack, read, spread, concat = redis.call, string.sub, struct.pack, struct.unpack, unpack, table.concat
  local n, eternal = (#KEYS - 1) / 2, 9007199254740991
  local names, known, seen, plain, size = {}, { KEYS[1] }, {}, true, 0
  local created, updated, lifetimes = {}, {}, nil
  for i = 1, n do
    local key, terms, length = KEYS[2 * i], ARGV[2 * i + 2], #ARGV[2 * i + 3]
    names[i], known[i + 1], size = key, KEYS[2 * i + 1], size + length
    plain = plain and #terms == 28 and length ~= 12 and not seen[key]
    seen[key] = true
    -- Most keys have the same as the one before.
    if plain and sub(terms, 13) ~= lifetimes then
      lifetimes = sub(terms, 13)
      created[i], updated[i] = read('>i8i8', lifetimes)
      plain = created[i] ~= 0 and updated[i] ~= 0
    elseif plain then
      created[i], updated[i] = created[i - 1], updated[i - 1]
    end
  end
  -- Metadata and leases. Of another type than string, they are not there.
  local found = plain and call('MGET', spread(known)) or {}
  local stamp = found[1]
  for i = 2, n + 1 do plain = plain and not found[i] end
  local headers = {}
  if plain and n > 1 and size < 1024 * n then
    headers = call('MGET', spread(names))
  elseif plain then
    for i = 1, n do
      headers[i] = redis.pcall('GETRANGE', names[i], 0, 51)
      plain = plain and type(headers[i]) == 'string'
    end
  end
  local length = plain and stamp and #stamp
  local sequence = (length == 24 or length == 32) and read('>I8', stamp, 9) or -1
  local untagged = length == 32 and read('>I8', stamp, 25) or 0
  plain = plain and sequence >= 0 and sequence <= eternal and untagged <= sequence

  if plain then
    local grace, least, _, origin = read('>I8I8c8c8', ARGV[1], 5)
    local epoch, after = sub(stamp, 1, 8), sub(stamp, 9, 24)
    local told = origin .. epoch .. after
    local time = call('TIME')
    local us = time[1] * 1000000 + time[2]
    local now = math.floor(us / 1000)
    sequence = math.max(sequence + 1, us, least - us <= 86400000000 and least or 0)
    local records, expiries, replies, messages, lasting, ends, till = {}, {}, {}, {}, true, nil, nil
    for i = 1, n do
      local header, key, terms = headers[i], names[i], ARGV[2 * i + 2]
      local live, expiry = false, 0
      if header and #header >= 52 then
        local magic, flags, ofEpoch, at = read('>c2Bxxxxxc8xxxxxxxxxxxxxxxxI8', header)
        if magic == '\199\1' and ofEpoch == epoch then
          flags, expiry = flags % 16, at
          live = flags < 4 and expiry > now and expiry <= eternal
          plain = plain and flags < 8
        end
      end
      local lifetime = live and updated[i] or created[i]
      local last = ends
      ends = lifetime == -1 and eternal or live and lifetime == -2 and expiry or now + lifetime
      if ends ~= last then till = pack('>I8', ends) end
      after = pack('>I8', sequence) .. sub(terms, 1, 8)
      sequence = sequence + 1
      records[2 * i - 1], records[2 * i] = key, (live and '\199\1\0\0' or '\199\1\2\0') .. sub(terms, 9, 12) .. epoch
        .. after .. till .. ARGV[2 * i + 3]
      replies[i] = (live and '\2\1' or '\1\0') .. after .. till
      messages[i] = (live and 'U' or 'C') .. after .. pack('>I4', #key) .. key
      expiries[i], lasting = ends, lasting and ends == eternal
    end

    if plain then
      stamp = epoch .. after .. (untagged > 0 and sub(stamp, 25) or '')
      if lasting then
        records[2 * n + 1], records[2 * n + 2] = KEYS[1], stamp
        call('MSET', spread(records))
      else
        for i = 1, n do
          if expiries[i] == eternal then
            call('SET', names[i], records[2 * i])
          else
            call('SET', names[i], records[2 * i], 'PX', string.format('%.0f', expiries[i] - now + grace))
          end
        end
        call('SET', KEYS[1], stamp)
      end
      local message = n > 1 and '\2' .. told .. concat(messages)
        or '\1' .. sub(messages[1], 1, 1) .. told .. sub(messages[1], 2)
      call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[2], message)
      return { us, epoch, concat(replies) }
    end
  end
end
