-- The short way of the most frequent change, in front of mutate.lua: puts on no condition, without tags, that want nothing
-- back and meet nothing unusual. Same KEYS, ARGV and effects as there, and the same reply in another form. What it does not
-- know it leaves to mutate.lua, before it has written anything; by then none of the functions that follow has been made.
if string.sub(ARGV[1], 1, 4) == '*Pn0' and #ARGV == #KEYS + 2 then
  local call, sub, pack, read, spread, concat = redis.call, string.sub, struct.pack, struct.unpack, unpack, table.concat
  local n, eternal, never = (#KEYS - 1) / 2, 9007199254740991, string.rep('\0', 8)
  local names, known, seen, plain, size = {}, { KEYS[1] }, {}, true, 0
  for i = 1, n do
    local key, terms, length = KEYS[2 * i], ARGV[2 * i + 2], #ARGV[2 * i + 3]
    names[i], known[i + 1], size = key, KEYS[2 * i + 1], size + length
    plain = plain and #terms == 24 and length ~= 16 and not seen[key]
      and sub(terms, 9, 16) ~= never and sub(terms, 17) ~= never
    seen[key] = true
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
    local time = call('TIME')
    local us = time[1] * 1000000 + time[2]
    local now = math.floor(us / 1000)
    sequence = math.max(sequence + 1, us, least - us <= 86400000000 and least or 0)
    local records, expiries, replies, messages, lasting, lifetimes, created, updated = {}, {}, {}, {}, true, '', 0, 0
    for i = 1, n do
      local header, key, terms, body = headers[i] or '', names[i], ARGV[2 * i + 2], ARGV[2 * i + 3]
      local ours = #header >= 52 and sub(header, 1, 2) == '\199\1' and sub(header, 9, 16) == epoch
      local flags = ours and string.byte(header, 3) % 16 or 0
      local expiry = ours and read('>I8', header, 33) or 0
      local live = flags < 4 and expiry > now and expiry <= eternal
      if sub(terms, 9) ~= lifetimes then
        lifetimes = sub(terms, 9)
        created, updated = read('>i8i8', lifetimes)
      end
      local lifetime = live and updated or created
      local ends = lifetime == -1 and eternal or live and lifetime == -2 and expiry or now + lifetime
      local previous, till = after, pack('>I8', ends)
      after = pack('>I8', sequence) .. sub(terms, 1, 8)
      sequence = sequence + 1
      records[2 * i - 1], records[2 * i] = key, (live and '\199\1\0\0' or '\199\1\2\0') .. sub(body, 1, 4) .. epoch
        .. after .. till .. sub(body, 5)
      replies[i] = (live and '\2\1' or '\1\0') .. after .. till
      messages[i] = '\1' .. (live and 'U' or 'C') .. origin .. epoch .. previous .. after .. pack('>I4', #key) .. key
      plain, lasting = plain and flags < 8, lasting and ends == eternal
      expiries[i] = ends
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
      if n > 1 then
        for i = 1, n do messages[i] = pack('>I4', #messages[i]) .. messages[i] end
      end
      call(redis.REDIS_VERSION_NUM and 'SPUBLISH' or 'PUBLISH', ARGV[2], (n > 1 and '\2' or '') .. concat(messages))
      return { us, epoch, concat(replies) }
    end
  end
end
